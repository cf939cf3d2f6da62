// Words, ratings and quality scores: what the history of words says of each session.
#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string>

#include "replay/checks.h"
#include "store/replay.h"
#include "training/quality_score.h"

namespace refit::replay {
namespace {

template <typename T>
std::string show(const std::optional<T>& value) {
    return value ? fmt::format("{}", *value) : "none";
}

std::string show_word(const std::optional<int>& rating, const std::optional<bool>& helpful,
                      const std::optional<std::string>& text) {
    // Of the text only its length: a report is no place for what people wrote.
    return fmt::format("rating {} helpful {} text {}", show(rating), show(helpful),
                       text ? fmt::format("of {} bytes", text->size()) : "none");
}

std::optional<double> quality_of(const store::ReplayedLabel& label) {
    const training::Evidence evidence{.rating = label.last_rating,
                                      .helpful = label.helpful,
                                      .correction_size = label.correction_size,
                                      .undone = label.undone};
    const auto quality = training::quality_score(evidence);
    return quality ? std::optional{quality->score} : std::nullopt;
}

// What the session and its example should say. Examples of an older formula, and of sessions
// nothing is known of any more, stay as they are.
store::ReplayedLabel put_right(const store::ReplayedLabel& label) {
    store::ReplayedLabel right = label;
    right.rating = label.last_rating;
    right.quality = quality_of(label);
    const bool same_formula = label.example_version == std::string{training::kQualityVersion};
    if (label.example_quality && same_formula && right.quality)
        right.example_quality = right.quality;
    return right;
}

std::string show_label(const store::ReplayedLabel& label) {
    return fmt::format("rating {} quality {} example {}", show(label.rating), show(label.quality),
                       show(label.example_quality));
}

}  // namespace

Result<void> check_words(Check& check) {
    std::int64_t rows = 0;
    REFIT_CHECK(
        store::scan_replayed_words(check.tx, [&](const store::ReplayedWord& word) -> Result<void> {
            ++rows;
            if (word.rating == word.last_rating && word.helpful == word.last_helpful &&
                word.text == word.last_text) {
                return {};
            }
            check.found({"feedback", word.session_id + " " + word.rater,
                         show_word(word.rating, word.helpful, word.text),
                         show_word(word.last_rating, word.last_helpful, word.last_text),
                         check.repairs()});
            if (!check.repairs()) return {};
            return store::replace_word(check.tx, word);
        }));
    check.checked("feedback", rows);
    return {};
}

Result<void> check_labels(Check& check) {
    std::int64_t rows = 0;
    REFIT_CHECK(store::scan_replayed_labels(
        check.tx, [&](const store::ReplayedLabel& label) -> Result<void> {
            ++rows;
            const store::ReplayedLabel right = put_right(label);
            if (right.rating == label.rating && right.quality == label.quality &&
                right.example_quality == label.example_quality) {
                return {};
            }
            check.found({"resize_sessions", label.id, show_label(label), show_label(right),
                         check.repairs()});
            if (!check.repairs()) return {};
            return store::replace_label(check.tx, right);
        }));
    check.checked("resize_sessions", rows);
    return {};
}

}  // namespace refit::replay
