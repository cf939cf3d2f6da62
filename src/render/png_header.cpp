#include "render/png_header.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/text.h"

namespace refit::render {
namespace {

constexpr std::size_t kHeaderBase64 = 44;  // 33 bytes: signature, length, IHDR, its CRC

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value = (value << 8U) | static_cast<unsigned char>(bytes[at + i]);
    }
    return value;
}

}  // namespace

std::optional<std::string_view> png_payload(std::string_view data_url) {
    constexpr std::string_view kPrefix = "data:image/png;base64,";
    if (!data_url.starts_with(kPrefix)) return std::nullopt;
    return data_url.substr(kPrefix.size());
}

std::optional<geometry::Size> data_url_size(std::string_view data_url) {
    const auto payload = png_payload(data_url);
    if (!payload || payload->size() < kHeaderBase64) return std::nullopt;
    const auto header = decode_base64(payload->substr(0, kHeaderBase64));
    if (!header || header->size() < 24 || header->substr(1, 3) != "PNG") return std::nullopt;
    const double width = big_endian(*header, 16);
    const double height = big_endian(*header, 20);
    if (width <= 0 || height <= 0) return std::nullopt;
    return geometry::Size{width, height};
}

}  // namespace refit::render
