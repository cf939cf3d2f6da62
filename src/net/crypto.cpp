#include "net/crypto.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/assert.h"
#include "base/text.h"

namespace refit::net {
namespace {

using Digest = std::array<unsigned char, 32>;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string text_of(const Digest& digest) {
    return {digest.begin(), digest.end()};
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
    Digest digest{};
    const int done =
        EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    REFIT_ASSERT(done == 1);
    return to_hex(text_of(digest));
}

std::string hmac_sha256(std::string_view key, std::string_view message) {
    Digest digest{};
    unsigned int length = 0;
    // OpenSSL reads a null key as "the key of the last call", which an empty view would give.
    const std::string_view given = key.empty() ? std::string_view{""} : key;
    const auto* done = HMAC(EVP_sha256(), given.data(), static_cast<int>(key.size()),
                            bytes_of(message), message.size(), digest.data(), &length);
    REFIT_ASSERT(done != nullptr);
    return text_of(digest);
}

}  // namespace refit::net
