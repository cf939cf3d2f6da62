#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace refit::testing {

// The protocol's bodies, apart from any socket.

// The ids a request's strict schema lists.
[[nodiscard]] std::vector<std::string> ids_of_schema(std::string_view request_body);

// Why a request breaks the protocol; nullopt if it does not.
[[nodiscard]] std::optional<std::string> protocol_fault(std::string_view request_body);

// {"placements":[…]} with the ids stacked from top to bottom on a page of that size.
[[nodiscard]] std::string stacked(const std::vector<std::string>& ids, double width, double height);

// {"placements":[…]} with numbers no page has.
[[nodiscard]] std::string absurd(const std::vector<std::string>& ids);

// A whole chat completion around a content (JSON text of the `message` object).
[[nodiscard]] std::string completion(std::string_view message, std::string_view finish_reason);
// The message object with this content, or with this refusal.
[[nodiscard]] std::string content_message(std::string_view content);
[[nodiscard]] std::string refusal_message(std::string_view refusal);

[[nodiscard]] std::string error_body(std::string_view code, std::string_view message);

}  // namespace refit::testing
