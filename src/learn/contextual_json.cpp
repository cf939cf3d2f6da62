// How a contextual policy is written and read: docs/formats/contextual-policy.md.
#include <array>
#include <utility>

#include "json/document.h"
#include "json/writer.h"
#include "learn/contextual.h"

namespace refit::learn {
namespace {

constexpr std::int64_t kFormat = 2;
constexpr std::int64_t kFormatBefore = 1;  // widths by all features
constexpr std::array<std::pair<ExplorationRule, const char*>, 3> kRules{
    {{ExplorationRule::SquareCb, "squarecb"},
     {ExplorationRule::Thompson, "lints"},
     {ExplorationRule::EpsilonGreedy, "epsilon-greedy"}}};

void write_numbers(json::Writer& out, const char* key, std::span<const double> numbers) {
    out.key(key).begin_array();
    for (const double number : numbers) out.value(number);
    out.end_array();
}

void write_options(json::Writer& out, const ContextualOptions& options) {
    out.key("options").begin_object();
    out.member("dimension", static_cast<std::int64_t>(options.dimension));
    for (const auto& [rule, name] : kRules)
        if (rule == options.rule) out.member("rule", name);
    out.member("width", options.width).member("gamma", options.gamma);
    out.member("floor", options.floor);
    out.member("linear_precision", options.linear_precision);
    out.member("random_precision", options.random_precision);
    out.member("width_features", static_cast<std::int64_t>(options.width_features));
    out.member("half_life", options.half_life);
    out.member("random_features", static_cast<std::int64_t>(options.map.random_features));
    out.member("frequency_min", options.map.frequency_min);
    out.member("frequency_max", options.map.frequency_max);
    // As text: JSON numbers of other readers end at 2^53.
    out.member("map_seed", std::to_string(options.map.seed)).end_object();
}

tl::unexpected<Error> incomplete(const char* what) {
    return fail(ErrorCode::InvalidInput, std::string{"a contextual policy lacks "} + what);
}

std::optional<std::uint64_t> read_seed(const json::Node& node) {
    const auto text = node.string("map_seed");
    if (!text || text->empty() || text->size() > 20) return std::nullopt;
    std::uint64_t seed = 0;
    for (const char digit : *text) {
        if (digit < '0' || digit > '9') return std::nullopt;
        seed = 10 * seed + static_cast<std::uint64_t>(digit - '0');
    }
    return seed;
}

Result<ContextualOptions> read_options(const json::Node& node) {
    const auto dimension = node.integer("dimension");
    const auto random_features = node.integer("random_features");
    const auto half_life = node.integer("half_life");
    const auto rule = node.string("rule");
    const auto seed = read_seed(node);
    if (!dimension || *dimension < 0 || !random_features || *random_features < 0 || !half_life ||
        !rule || !seed) {
        return incomplete("one of its options");
    }
    ContextualOptions options;
    const std::array<std::pair<const char*, double*>, 7> numbers{
        {{"width", &options.width},
         {"gamma", &options.gamma},
         {"floor", &options.floor},
         {"linear_precision", &options.linear_precision},
         {"random_precision", &options.random_precision},
         {"frequency_min", &options.map.frequency_min},
         {"frequency_max", &options.map.frequency_max}}};
    for (const auto& [key, target] : numbers) {
        const auto value = node.number(key);
        if (!value) return incomplete(key);
        *target = *value;
    }
    options.dimension = static_cast<std::size_t>(*dimension);
    options.map.random_features = static_cast<std::size_t>(*random_features);
    options.map.seed = *seed;
    options.half_life = *half_life;
    const auto width_features = node.integer("width_features").value_or(*random_features);
    if (width_features < 0) return incomplete("width_features");
    options.width_features = static_cast<std::size_t>(width_features);
    for (const auto& [kind, name] : kRules) {
        if (*rule != name) continue;
        options.rule = kind;
        return options;
    }
    return fail(ErrorCode::InvalidInput, "a contextual policy has an unknown rule '" + *rule + "'");
}

Result<std::vector<double>> read_numbers(const json::Node& node, const char* key) {
    const auto array = node.find(key);
    if (!array || !array->is_array()) return incomplete(key);
    std::vector<double> numbers;
    for (const json::Node& element : array->elements()) {
        const auto number = element.number();
        if (!number) return incomplete(key);
        numbers.push_back(*number);
    }
    return numbers;
}

}  // namespace

std::string ContextualPolicy::to_json() const {
    json::Writer out;
    out.begin_object().member("kind", "contextual_policy").member("format", kFormat);
    write_options(out, options_);
    out.member("version", version_).member("feedbacks", feedbacks_);
    out.key("arms").begin_array();
    for (std::size_t i = 0; i < names_.size(); ++i) {
        out.begin_object().member("name", names_[i]);
        out.member("evidence", posteriors_[i].evidence());
        write_numbers(out, "prior_mean", posteriors_[i].prior_mean());
        write_numbers(out, "moment", posteriors_[i].moment());
        write_numbers(out, "gram", posteriors_[i].gram_lower());
        out.end_object();
    }
    out.end_array().end_object();
    return out.take();
}

Result<ContextualPolicy> ContextualPolicy::parse(std::string text) {
    REFIT_TRY(document, json::Document::parse(std::move(text)));
    const json::Node root = document.root();
    const auto format = root.integer("format");
    if (root.string("kind") != "contextual_policy" ||
        (format != kFormat && format != kFormatBefore))
        return fail(ErrorCode::InvalidInput, "not a contextual policy of format 1 or 2");
    const auto options = root.find("options");
    const auto version = root.integer("version");
    const auto feedbacks = root.integer("feedbacks");
    const auto arms = root.find("arms");
    if (!options || !version || *version < 0 || !feedbacks || *feedbacks < 0 || !arms ||
        !arms->is_array()) {
        return incomplete("options, version, feedbacks or arms");
    }
    REFIT_TRY(settings, read_options(*options));
    REFIT_TRY(policy, create(settings));
    for (const json::Node& arm : arms->elements()) {
        const auto evidence = arm.number("evidence");
        if (!evidence) return incomplete("an arm's evidence");
        REFIT_TRY(mean, read_numbers(arm, "prior_mean"));
        REFIT_TRY(moment, read_numbers(arm, "moment"));
        REFIT_TRY(gram, read_numbers(arm, "gram"));
        if (mean.size() != policy.map_.features()) return incomplete("an arm's prior_mean");
        REFIT_TRY(index, policy.add_arm(arm.string("name").value_or("")));
        REFIT_TRY(posterior,
                  ArmPosterior::restore(policy.prior(std::move(mean)), gram, moment, *evidence));
        REFIT_TRY(spread, policy.spread_of(posterior));
        policy.posteriors_[index] = std::move(posterior);
        policy.spreads_[index] = std::move(spread);
    }
    policy.version_ = *version;
    policy.feedbacks_ = *feedbacks;
    return policy;
}

}  // namespace refit::learn
