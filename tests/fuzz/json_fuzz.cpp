// Any bytes: parsing must not crash, and what is accepted must print as it came, survive an edit
// of its first number, and still be accepted afterwards.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/assert.h"
#include "json/document.h"

namespace {

std::optional<refit::json::Node> first_number(const refit::json::Node& node) {
    if (node.number()) return node;
    for (const auto& element : node.elements())
        if (auto found = first_number(element)) return found;
    for (const auto& member : node.members())
        if (auto found = first_number(member.second)) return found;
    return std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{reinterpret_cast<const char*>(data), size};
    const auto document = refit::json::Document::parse(text);
    if (!document) {
        REFIT_ASSERT(!document.error().message.empty());
        return 0;
    }
    REFIT_ASSERT(document->text() == text);
    refit::json::Edits edits{*document};
    REFIT_ASSERT(edits.apply() == text);
    if (const auto number = first_number(document->root())) {
        REFIT_ASSERT(!number->path().empty());
        edits.set_number(*number, *number->number() == 7.0 ? 8.0 : 7.0);
        REFIT_ASSERT(refit::json::Document::parse(edits.apply()).has_value());
    }
    if (document->root().is_object()) {
        edits.set_member(document->root(), "fuzz", "[1]");
        REFIT_ASSERT(refit::json::Document::parse(edits.apply()).has_value());
    }
    return 0;
}
