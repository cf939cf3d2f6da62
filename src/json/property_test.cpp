// Properties over generated documents and, where it is present, the shared corpus. A failure names
// the seed or the file.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/rng.h"
#include "base/text.h"
#include "json/document.h"
#include "json/writer.h"

namespace refit::json {
namespace {

constexpr std::uint64_t kSeeds = 300;
constexpr int kGeneratedDepthMax = 6;

class Generator {
public:
    explicit Generator(std::uint64_t seed) : rng_{seed} {}

    std::string value(int depth = 0) {
        const auto kind = uniform_below(rng_, depth < kGeneratedDepthMax ? 7 : 5);
        switch (kind) {
            case 0:
                return "null";
            case 1:
                return uniform_below(rng_, 2) == 0 ? "true" : "false";
            case 2:
                return number();
            case 3:
            case 4:
                return text();
            case 5:
                return array(depth);
            default:
                return object(depth);
        }
    }

private:
    std::string space() {
        static const std::vector<std::string> kSpaces = {"", "", "", " ", "\n", "\t\r\n  "};
        return kSpaces[uniform_below(rng_, kSpaces.size())];
    }

    std::string number() {
        static const std::vector<std::string> kNumbers = {
            "0",    "-0",   "1.50",   "-12.000", "1E+2", "3e-7", "123456789012345678901",
            "0.10", "1e-5", "100e-2", "7"};
        return kNumbers[uniform_below(rng_, kNumbers.size())];
    }

    std::string text() {
        static const std::vector<std::string> kParts = {
            "a", "Z9", "\\n", "\\\"", "\\\\", "\\u00e9", "\\ud83d\\ude00",
            "é", "漢", "😀",  "\\/",  " "};
        std::string out = "\"";
        for (auto n = uniform_below(rng_, 6); n > 0; --n)
            out += kParts[uniform_below(rng_, kParts.size())];
        return out + "\"";
    }

    std::string array(int depth) {
        std::string out = "[" + space();
        const auto count = uniform_below(rng_, 5);
        for (std::uint64_t i = 0; i < count; ++i)
            out += (i > 0 ? "," + space() : "") + value(depth + 1) + space();
        return out + "]";
    }

    std::string object(int depth) {
        std::string out = "{" + space();
        const auto count = uniform_below(rng_, 5);
        for (std::uint64_t i = 0; i < count; ++i)
            out += (i > 0 ? "," + space() : "") + "\"k" + std::to_string(i) + "\"" + space() + ":" +
                   space() + value(depth + 1) + space();
        return out + "}";
    }

    SeededRng rng_;
};

// The text put together again from what the nodes say: keys, raw scalars, and nothing else.
void print_compact(const Node& node, std::string& out) {
    if (node.is_array()) {
        out += '[';
        for (const Node& element : node.elements()) {
            if (out.back() != '[') out += ',';
            print_compact(element, out);
        }
        out += ']';
    } else if (node.is_object()) {
        out += '{';
        bool first = true;
        for (const auto& [key, member] : node.members()) {
            if (!first) out += ',';
            first = false;
            out += quote_json(key) + ":";
            print_compact(member, out);
        }
        out += '}';
    } else {
        out += node.raw();
    }
}

void collect_numbers(const Node& node, std::vector<Node>& out) {
    if (node.number()) out.push_back(node);
    if (node.is_array())
        for (const Node& child : node.elements()) collect_numbers(child, out);
    for (const auto& member : node.members()) collect_numbers(member.second, out);
}

// parse∘print is the identity, nodes tile the text, and changing one number changes only its bytes.
void check_document(const std::string& text, std::uint64_t seed) {
    auto document = Document::parse(text);
    ASSERT_TRUE(document) << document.error().message;
    ASSERT_EQ(document->text(), text);
    ASSERT_EQ(Edits{*document}.apply(), text);

    std::string compact;
    print_compact(document->root(), compact);
    auto again = Document::parse(compact);
    ASSERT_TRUE(again) << again.error().message;
    std::string twice;
    print_compact(again->root(), twice);
    ASSERT_EQ(twice, compact);

    std::vector<Node> numbers;
    collect_numbers(document->root(), numbers);
    if (numbers.empty()) return;
    SeededRng rng{seed};
    const Node victim = numbers[uniform_below(rng, numbers.size())];
    Edits edits{*document};
    edits.set_number(victim, *victim.number() + 1.5);
    const std::string edited = edits.apply();
    const auto begin = static_cast<std::size_t>(victim.raw().data() - document->text().data());
    const std::size_t tail = text.size() - begin - victim.raw().size();
    ASSERT_EQ(edited.substr(0, begin), text.substr(0, begin));
    ASSERT_EQ(edited.substr(edited.size() - tail), text.substr(text.size() - tail));
    ASSERT_TRUE(Document::parse(edited));
}

TEST(JsonProperty, GeneratedDocumentsSurviveParsingAndEditing) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        check_document(Generator{seed}.value(), seed);
        if (HasFatalFailure()) return;
    }
}

TEST(JsonProperty, EveryPrefixOfADocumentIsAnErrorAndNotACrash) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const std::string text = "[" + Generator{seed}.value() + "]";
        for (std::size_t length = 0; length < text.size(); ++length)
            EXPECT_FALSE(Document::parse(text.substr(0, length))) << "seed " << seed;
    }
}

TEST(JsonProperty, OneFlippedByteNeverCrashes) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        std::string text = "[" + Generator{seed}.value() + "]";
        SeededRng rng{seed * 977};
        text[uniform_below(rng, text.size())] = static_cast<char>(uniform_below(rng, 256));
        const auto parsed = Document::parse(text);
        if (parsed) {
            EXPECT_EQ(parsed->text(), text);
        }
    }
}

TEST(JsonProperty, CorpusFilesSurviveParsingAndEditing) {
    std::size_t files = 0;
    for (const char* folder : {"/corpus/fabric", "/corpus/multisize/fabric"}) {
        const std::filesystem::path root = REFIT_SHARED_DIR + std::string{folder};
        if (!std::filesystem::exists(root)) GTEST_SKIP() << "no shared corpus";
        for (const auto& item : std::filesystem::directory_iterator(root)) {
            SCOPED_TRACE(item.path().string());
            std::ifstream in{item.path(), std::ios::binary};
            const std::string text{std::istreambuf_iterator<char>{in}, {}};
            check_document(text, ++files);
            if (HasFatalFailure()) return;
        }
    }
    EXPECT_GE(files, 200U);
}

}  // namespace
}  // namespace refit::json
