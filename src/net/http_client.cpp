#include "net/http_client.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "net/address_guard.h"

namespace refit::net {
namespace {

// Idle connections kept, each with its own curl handle.
constexpr std::size_t kIdleHandlesMax = 32;
constexpr std::size_t kReplyHeaderBytesMax = std::size_t{64} * 1024;

struct FreeHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, FreeHandle>;

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

struct FreeUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

// What curl's callbacks fill in during one exchange.
struct Exchange {
    HttpReply reply;
    std::size_t body_bytes_max{0};
    std::size_t header_bytes{0};
    bool too_large{false};
    bool address_refused{false};
};

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
    auto& exchange = *static_cast<Exchange*>(user);
    const std::size_t bytes = size * count;
    if (exchange.reply.body.size() + bytes > exchange.body_bytes_max) {
        exchange.too_large = true;
        return 0;  // makes curl give up
    }
    exchange.reply.body.append(data, bytes);
    return bytes;
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
    auto& exchange = *static_cast<Exchange*>(user);
    const std::size_t bytes = size * count;
    exchange.header_bytes += bytes;
    if (exchange.header_bytes > kReplyHeaderBytesMax) {
        exchange.too_large = true;
        return 0;
    }
    const std::string_view line{data, bytes};
    if (line.starts_with("HTTP/")) {
        exchange.reply.headers = {};  // an interim answer (100) came before
        return bytes;
    }
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos) {
        exchange.reply.headers.add(std::string{trim(line.substr(0, colon))},
                                   std::string{trim(line.substr(colon + 1))});
    }
    return bytes;
}

std::string text_of(const sockaddr& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* source = nullptr;
    if (address.sa_family == AF_INET) {
        source = &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
    } else if (address.sa_family == AF_INET6) {
        source = &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
    }
    if (source == nullptr) return {};
    ::inet_ntop(address.sa_family, source, text.data(), text.size());
    return text.data();
}

// Sees the very address curl is about to connect to, after name resolution, so a name that
// resolves differently the second time gains nothing.
curl_socket_t on_public_socket(void* user, curlsocktype, curl_sockaddr* address) {
    if (is_private_address(text_of(address->addr))) {
        static_cast<Exchange*>(user)->address_refused = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
}

Result<void> check_url(const std::string& text) {
    const std::unique_ptr<CURLU, FreeUrl> url{curl_url()};
    const bool parses =
        !has_control(text) && curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK;
    if (!parses) return fail(ErrorCode::InvalidInput, "not a valid URL");
    char* part = nullptr;
    curl_url_get(url.get(), CURLUPART_SCHEME, &part, 0);
    const std::string scheme = part == nullptr ? "" : part;
    curl_free(part);
    if (scheme != "http" && scheme != "https") {
        return fail(ErrorCode::InvalidInput, "only http and https URLs are called");
    }
    part = nullptr;
    if (curl_url_get(url.get(), CURLUPART_USER, &part, 0) == CURLUE_OK) {
        curl_free(part);
        return fail(ErrorCode::InvalidInput, "a URL must not carry credentials");
    }
    return {};
}

Result<HeaderList> header_list(const HttpCall& call) {
    // An empty Expect keeps curl from waiting for "100 Continue" before larger bodies.
    HeaderList list{curl_slist_append(nullptr, "Expect:")};
    for (const auto& [name, value] : call.headers.all()) {
        if (has_control(name) || has_control(value) || name.find(':') != std::string::npos) {
            return fail(ErrorCode::InvalidInput, "a header has characters it must not have");
        }
        // "Name;" is curl's way to send a header without a value.
        std::string line = name;
        line += value.empty() ? ";" : ": " + value;
        curl_slist* longer = curl_slist_append(list.get(), line.c_str());
        if (longer == nullptr) return fail(ErrorCode::Internal, "out of memory");
        (void)list.release();
        list.reset(longer);
    }
    return list;
}

class CurlClient final : public HttpClient {
public:
    explicit CurlClient(HttpClientOptions options) : options_{std::move(options)} {
        // Once per process and never undone: other users of libcurl may live longer.
        static std::once_flag once;
        std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    }

    [[nodiscard]] Result<HttpReply> send(const HttpCall& call) override {
        REFIT_CHECK(check_url(call.url));
        if (call.timeout.count() <= 0) {
            return fail(ErrorCode::DeadlineExceeded, "no time is left for the call");
        }
        REFIT_TRY(headers, header_list(call));
        Handle handle = take_handle();
        if (!handle) return fail(ErrorCode::Internal, "out of memory");
        Exchange exchange;
        exchange.body_bytes_max = call.reply_bytes_max;
        std::array<char, CURL_ERROR_SIZE> detail{};
        prepare(handle.get(), call, headers.get(), exchange, detail.data());
        const CURLcode code = curl_easy_perform(handle.get());
        long status = 0;
        curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
        if (code == CURLE_OK) {
            keep_handle(std::move(handle));
            exchange.reply.status = static_cast<int>(status);
            return std::move(exchange.reply);
        }
        return failure(code, exchange, call, detail.data());
    }

private:
    void prepare(CURL* curl, const HttpCall& call, curl_slist* headers, Exchange& exchange,
                 char* detail) const {
        const auto millis = [](std::chrono::milliseconds time) {
            return static_cast<long>(time.count());
        };
        curl_easy_reset(curl);  // keeps live connections
        curl_easy_setopt(curl, CURLOPT_URL, call.url.c_str());
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(curl, CURLOPT_PROXY, options_.proxy.c_str());
        curl_easy_setopt(curl, CURLOPT_USERAGENT, options_.user_agent.c_str());
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, millis(call.timeout));
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                         millis(std::min(options_.connect_timeout, call.timeout)));
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
        curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
        curl_easy_setopt(curl, CURLOPT_HEADERDATA, &exchange);
        curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
        if (options_.reach == Reach::PublicOnly) {
            curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_public_socket);
            curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &exchange);
        }
        const bool has_body = call.method != "GET" && call.method != "HEAD";
        if (has_body) {
            curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                             static_cast<curl_off_t>(call.body.size()));
            curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call.body.c_str());
        }
        if (call.method == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call.method.c_str());
    }

    static tl::unexpected<Error> failure(CURLcode code, const Exchange& exchange,
                                         const HttpCall& call, const char* detail) {
        if (exchange.too_large) {
            return fail(ErrorCode::TooLarge, "the answer has more than " +
                                                 std::to_string(call.reply_bytes_max) + " bytes");
        }
        if (exchange.address_refused) {
            return fail(ErrorCode::Forbidden,
                        "the URL leads to a private address, which is not called");
        }
        const std::string why = *detail == '\0' ? curl_easy_strerror(code) : detail;
        if (code == CURLE_OPERATION_TIMEDOUT) return fail(ErrorCode::DeadlineExceeded, why);
        if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL) {
            return fail(ErrorCode::InvalidInput, why);
        }
        return fail(ErrorCode::Unavailable, why);
    }

    Handle take_handle() {
        {
            const std::lock_guard lock{mutex_};
            if (!idle_.empty()) {
                Handle handle = std::move(idle_.back());
                idle_.pop_back();
                return handle;
            }
        }
        return Handle{curl_easy_init()};
    }
    void keep_handle(Handle handle) {
        const std::lock_guard lock{mutex_};
        if (idle_.size() < kIdleHandlesMax) idle_.push_back(std::move(handle));
    }

    const HttpClientOptions options_;
    std::mutex mutex_;
    std::vector<Handle> idle_;
};

}  // namespace

std::unique_ptr<HttpClient> make_http_client(const HttpClientOptions& options) {
    return std::make_unique<CurlClient>(options);
}

}  // namespace refit::net
