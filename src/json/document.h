#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace refit::json {

enum class Type : std::uint8_t { Null, Bool, Number, String, Array, Object };

// What a text may be at most; passing a limit is ErrorCode::TooLarge.
struct Limits {
    std::size_t bytes_max = std::size_t{20} * 1024 * 1024;
    std::size_t depth_max = 256;  // nested arrays and objects
    std::size_t values_max = 4'000'000;
};

class Document;

// One value of a parsed document: a cheap handle, valid while its Document lives (also after the
// Document was moved). Reading never fails loudly: a value of another type is nullopt.
class Node {
public:
    [[nodiscard]] Type type() const;
    [[nodiscard]] bool is_null() const { return type() == Type::Null; }
    [[nodiscard]] bool is_array() const { return type() == Type::Array; }
    [[nodiscard]] bool is_object() const { return type() == Type::Object; }

    [[nodiscard]] std::optional<bool> boolean() const;
    // Finite by construction: number text that overflows a double is refused by parse().
    [[nodiscard]] std::optional<double> number() const;
    // nullopt for a fraction or a value outside int64.
    [[nodiscard]] std::optional<std::int64_t> integer() const;
    [[nodiscard]] std::optional<std::string> string() const;  // unescaped UTF-8

    // Arrays and objects; 0 for everything else.
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] Node at(std::size_t index) const;  // of an array, or the index-th member's value
    [[nodiscard]] std::vector<Node> elements() const;
    [[nodiscard]] std::vector<std::pair<std::string, Node>> members() const;  // in source order
    [[nodiscard]] std::optional<Node> find(std::string_view key) const;

    // Shorthands: the member `key` of this object if it is there and of the right type.
    [[nodiscard]] std::optional<double> number(std::string_view key) const;
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view key) const;
    [[nodiscard]] std::optional<std::string> string(std::string_view key) const;
    [[nodiscard]] std::optional<bool> boolean(std::string_view key) const;

    // The exact source bytes of this value.
    [[nodiscard]] std::string_view raw() const;
    // "$.objects[3].left"; keys that are not identifiers are quoted.
    [[nodiscard]] std::string path() const;
    // "line 3, column 14", both from 1, of the value's first byte.
    [[nodiscard]] std::string position() const;

    friend bool operator==(const Node&, const Node&) = default;

private:
    friend class Document;
    friend class Edits;
    struct Storage;
    Node(const Storage* storage, std::uint32_t index) : storage_{storage}, index_{index} {}
    const Storage* storage_;
    std::uint32_t index_;
};

// A parsed JSON text (RFC 8259) that remembers every byte, so that an edit can rewrite a number
// and leave key order, spelling of numbers and white space as they were.
// parse() refuses: not UTF-8, lone surrogate escapes, duplicate keys in one object, numbers that
// overflow (1e999), NaN and other non-JSON literals, trailing text: each with line and column.
class Document {
public:
    [[nodiscard]] static Result<Document> parse(std::string text, const Limits& limits = {});

    Document(Document&&) noexcept;
    Document& operator=(Document&&) noexcept;
    ~Document();

    [[nodiscard]] Node root() const;
    [[nodiscard]] const std::string& text() const;

private:
    friend class Edits;
    explicit Document(std::unique_ptr<Node::Storage> storage);
    std::unique_ptr<Node::Storage> storage_;
};

// Changes to one Document, collected and then applied as splices of its text: every byte outside
// a changed value stays what it was. Later changes of the same value win.
class Edits {
public:
    explicit Edits(const Document& document) : document_{&document} {}

    // Replaces a value by JSON text. Requires: `raw` is valid JSON.
    void replace(const Node& value, std::string raw);
    // Writes a number unless the value already equals it within `tolerance` (then no byte changes).
    void set_number(const Node& value, double number, double tolerance = 0.0);
    // Sets or adds the member `key` of `object` (added last).
    void set_member(const Node& object, std::string_view key, std::string raw);
    void set_number_member(const Node& object, std::string_view key, double number,
                           double tolerance = 0.0);

    [[nodiscard]] bool empty() const { return changes_.empty() && additions_.empty(); }
    [[nodiscard]] std::string apply() const;

private:
    struct Change {
        std::uint32_t node;
        std::string raw;
    };
    struct Addition {
        std::uint32_t object;
        std::string key;
        std::string raw;
    };
    const Document* document_;
    std::vector<Change> changes_;
    std::vector<Addition> additions_;
};

}  // namespace refit::json
