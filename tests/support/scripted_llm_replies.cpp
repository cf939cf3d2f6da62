#include "support/scripted_llm_replies.h"

#include <algorithm>

#include "base/text.h"
#include "json/document.h"
#include "json/writer.h"

namespace refit::testing {
namespace {

std::optional<json::Node> follow(std::optional<json::Node> node,
                                 std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
        if (!node) return std::nullopt;
        node = node->find(key);
    }
    return node;
}

bool is_message(const json::Node& node) {
    return node.string("role").has_value() && node.find("content").has_value();
}

}  // namespace

std::vector<std::string> ids_of_schema(std::string_view request_body) {
    std::vector<std::string> ids;
    const auto document = json::Document::parse(std::string{request_body});
    if (!document) return ids;
    const auto list =
        follow(document->root(), {"response_format", "json_schema", "schema", "properties",
                                  "placements", "items", "properties", "id", "enum"});
    if (!list) return ids;
    for (const json::Node& id : list->elements()) ids.push_back(id.string().value_or(""));
    return ids;
}

std::optional<std::string> protocol_fault(std::string_view request_body) {
    const auto document = json::Document::parse(std::string{request_body});
    if (!document) return "the body is not JSON: " + document.error().message;
    const json::Node root = document->root();
    if (!root.string("model")) return "you must provide a model parameter";
    const auto messages = root.find("messages");
    if (!messages || !messages->is_array() || messages->size() == 0) return "messages is missing";
    const auto all = messages->elements();
    if (!std::all_of(all.begin(), all.end(), is_message)) return "a message lacks role or content";
    const auto format = root.find("response_format");
    if (!format || format->string("type") != "json_schema") return std::nullopt;
    const auto schema = follow(format, {"json_schema", "schema"});
    if (!schema || schema->string("type") != "object") return "schema must have type object";
    if (schema->boolean("additionalProperties") != false) {
        return "additionalProperties is required to be supplied and to be false";
    }
    return std::nullopt;
}

std::string stacked(const std::vector<std::string>& ids, double width, double height) {
    json::Writer out;
    out.begin_object().key("placements").begin_array();
    const double row = height / static_cast<double>(std::max<std::size_t>(1, ids.size()));
    for (std::size_t i = 0; i < ids.size(); ++i) {
        out.begin_object()
            .member("id", ids[i])
            .member("left", width * 0.1)
            .member("top", row * static_cast<double>(i))
            .member("width", width * 0.8)
            .member("height", row * 0.8)
            .key("fontScale")
            .null()
            .member("reasoning", "stacked in reading order")
            .end_object();
    }
    return out.end_array().end_object().take();
}

std::string absurd(const std::vector<std::string>& ids) {
    json::Writer out;
    out.begin_object().key("placements").begin_array();
    for (const std::string& id : ids) {
        out.begin_object()
            .member("id", id)
            .raw_member("left", "-1e250")
            .raw_member("top", "9e250")
            .raw_member("width", "1e300")
            .raw_member("height", "0.0000001")
            .raw_member("fontScale", "1e99")
            .member("reasoning", "why not")
            .end_object();
    }
    return out.end_array().end_object().take();
}

std::string completion(std::string_view message, std::string_view finish_reason) {
    json::Writer out;
    out.begin_object()
        .member("id", "chatcmpl-scripted")
        .member("object", "chat.completion")
        .member("created", 1'700'000'000)
        .member("model", "scripted-1");
    out.key("choices").begin_array();
    if (!message.empty()) {
        out.begin_object()
            .member("index", 0)
            .raw_member("message", message)
            .member("finish_reason", std::string{finish_reason})
            .end_object();
    }
    out.end_array();
    out.raw_member("usage", R"({"prompt_tokens":120,"completion_tokens":80,"total_tokens":200,)"
                            R"("prompt_tokens_details":{"cached_tokens":20},)"
                            R"("completion_tokens_details":{"reasoning_tokens":0}})");
    return out.end_object().take();
}

std::string content_message(std::string_view content) {
    return R"({"role":"assistant","content":)" + quote_json(content) + R"(,"refusal":null})";
}

std::string refusal_message(std::string_view refusal) {
    return R"({"role":"assistant","content":null,"refusal":)" + quote_json(refusal) + "}";
}

std::string error_body(std::string_view code, std::string_view message) {
    return R"({"error":{"message":)" + quote_json(message) +
           R"(,"type":"scripted","param":null,"code":)" + quote_json(code) + "}}";
}

}  // namespace refit::testing
