#include <charconv>
#include <cmath>

#include "json/document.h"
#include "json/writer.h"
#include "learn/bayes_optimizer.h"

namespace refit::learn {
namespace {

constexpr std::int64_t kFormat = 1;
constexpr const char* kKind = "bayes-optimizer";
constexpr double kLogMax = 30.0;

void write_numbers(json::Writer& out, const char* key, const std::vector<double>& numbers) {
    out.key(key).begin_array();
    for (const double number : numbers) out.value(number);
    out.end_array();
}

void write_search(json::Writer& out, const SearchState& search) {
    out.key("search").begin_object();
    write_numbers(out, "logLengths", search.log_lengths);
    out.member("logSignal", search.log_signal).member("logNoise", search.log_noise);
    out.member("fittedAt", static_cast<std::int64_t>(search.fitted_at));
    out.member("side", search.side);
    out.member("successes", static_cast<std::int64_t>(search.successes));
    out.member("failures", static_cast<std::int64_t>(search.failures));
    out.member("judged", static_cast<std::int64_t>(search.judged)).end_object();
}

tl::unexpected<Error> unusable(const std::string& what) {
    return fail(ErrorCode::InvalidInput, "not an optimiser of format 1: " + what);
}

Result<std::vector<double>> read_numbers(const json::Node& node, const char* key) {
    const auto list = node.find(key);
    if (!list || !list->is_array()) return unusable(std::string{key} + " must be a list");
    std::vector<double> numbers;
    for (const json::Node& item : list->elements()) {
        const auto number = item.number();
        if (!number || !std::isfinite(*number)) {
            return unusable(std::string{key} + " must hold numbers");
        }
        numbers.push_back(*number);
    }
    return numbers;
}

// A whole number from 0 to `most`.
Result<std::size_t> read_count(const json::Node& node, const char* key, std::size_t most) {
    const auto count = node.integer(key);
    if (!count || *count < 0 || static_cast<std::uint64_t>(*count) > most) {
        return unusable(std::string{key} + " is missing or out of range");
    }
    return static_cast<std::size_t>(*count);
}

Result<double> read_logarithm(const json::Node& node, const char* key) {
    const auto number = node.number(key);
    if (!number || !(std::abs(*number) <= kLogMax)) {
        return unusable(std::string{key} + " is missing or out of range");
    }
    return *number;
}

Result<SearchState> read_search(const json::Node& root, std::size_t parameters,
                                std::size_t observations) {
    const auto node = root.find("search");
    if (!node) return unusable("search is missing");
    SearchState search;
    REFIT_TRY(lengths, read_numbers(*node, "logLengths"));
    if (!lengths.empty() && lengths.size() != parameters) {
        return unusable("logLengths must have one entry per parameter");
    }
    for (const double length : lengths) {
        if (std::abs(length) > kLogMax) return unusable("logLengths are out of range");
    }
    REFIT_TRY(signal, read_logarithm(*node, "logSignal"));
    REFIT_TRY(noise, read_logarithm(*node, "logNoise"));
    REFIT_TRY(fitted_at, read_count(*node, "fittedAt", observations));
    REFIT_TRY(judged, read_count(*node, "judged", observations));
    REFIT_TRY(successes, read_count(*node, "successes", observations));
    REFIT_TRY(failures, read_count(*node, "failures", observations));
    const auto side = node->number("side");
    if (!side || !(*side > 0.0 && *side <= 10.0)) return unusable("side is out of range");
    search.log_lengths = std::move(lengths);
    search.log_signal = signal;
    search.log_noise = noise;
    search.fitted_at = fitted_at;
    search.judged = judged;
    search.successes = static_cast<int>(successes);
    search.failures = static_cast<int>(failures);
    search.side = *side;
    return search;
}

Result<std::vector<TunedParameter>> read_parameters(const json::Node& root) {
    const auto list = root.find("parameters");
    if (!list || !list->is_array()) return unusable("parameters must be a list");
    std::vector<TunedParameter> parameters;
    for (const json::Node& item : list->elements()) {
        const auto name = item.string("name");
        const auto low = item.number("low");
        const auto high = item.number("high");
        if (!name || !low || !high) return unusable("a parameter lacks name, low or high");
        parameters.push_back({*name, *low, *high});
    }
    return parameters;
}

Result<OptimizerOptions> read_options(const json::Node& root) {
    const auto seed = root.string("seed");
    OptimizerOptions options;
    const auto read = seed
                          ? std::from_chars(seed->data(), seed->data() + seed->size(), options.seed)
                          : std::from_chars_result{nullptr, std::errc::invalid_argument};
    if (read.ec != std::errc{} || read.ptr != seed->data() + seed->size()) {
        return unusable("seed must be a string of digits");
    }
    REFIT_TRY(initial, read_count(root, "initial", Optimizer::kObservationsMax));
    REFIT_TRY(baseline, read_count(root, "baseline", Optimizer::kObservationsMax));
    REFIT_TRY(draws, read_count(root, "draws", Optimizer::kObservationsMax));
    options.initial = initial;
    options.baseline = baseline;
    options.draws = static_cast<int>(draws);
    return options;
}

Result<void> read_observations(const json::Node& root, Optimizer& optimizer) {
    const auto list = root.find("observations");
    if (!list || !list->is_array()) return unusable("observations must be a list");
    for (const json::Node& item : list->elements()) {
        REFIT_TRY(x, read_numbers(item, "x"));
        const auto y = item.number("y");
        if (!y) return unusable("an observation lacks y");
        REFIT_CHECK(optimizer.observe({std::move(x), *y, item.number("noise")}));
    }
    return {};
}

}  // namespace

std::string Optimizer::to_json() const {
    json::Writer out;
    out.begin_object().member("kind", kKind).member("format", kFormat);
    out.member("seed", std::to_string(options_.seed));
    out.member("initial", static_cast<std::int64_t>(options_.initial));
    out.member("baseline", static_cast<std::int64_t>(options_.baseline));
    out.member("draws", static_cast<std::int64_t>(options_.draws));
    out.key("parameters").begin_array();
    for (const auto& [name, low, high] : parameters_) {
        out.begin_object().member("name", name).member("low", low).member("high", high);
        out.end_object();
    }
    out.end_array().key("observations").begin_array();
    for (const Observation& one : observations_) {
        out.begin_object();
        write_numbers(out, "x", one.x);
        out.member("y", one.y);
        if (one.noise) out.member("noise", *one.noise);
        out.end_object();
    }
    out.end_array();
    write_search(out, search_);
    out.end_object();
    return out.take();
}

Result<Optimizer> Optimizer::from_json(std::string_view text) {
    REFIT_TRY(document, json::Document::parse(std::string{text}));
    const json::Node root = document.root();
    if (root.string("kind") != kKind || root.integer("format") != kFormat) {
        return unusable("kind or format differ");
    }
    REFIT_TRY(parameters, read_parameters(root));
    REFIT_TRY(options, read_options(root));
    REFIT_TRY(optimizer, Optimizer::create(std::move(parameters), options));
    REFIT_CHECK(read_observations(root, optimizer));
    REFIT_TRY(search,
              read_search(root, optimizer.parameters_.size(), optimizer.observations_.size()));
    optimizer.search_ = std::move(search);
    return optimizer;
}

}  // namespace refit::learn
