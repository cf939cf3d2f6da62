#include "base/metrics.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace refit {
namespace {

// Upper bounds in seconds: a cached answer to a slow model.
constexpr std::array kDurationBuckets{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                      0.25,  0.5,    1.0,   2.5,  5.0,   10.0, 30.0};

std::string escape_label(std::string_view value) {
    std::string out;
    for (const char c : value) {
        if (c == '\\' || c == '"') out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out;
}

std::string series_key(const MetricLabels& labels) {
    std::string key;
    for (const auto& [name, value] : labels) {
        if (!key.empty()) key += ',';
        key += fmt::format("{}=\"{}\"", name, escape_label(value));
    }
    return key;
}

std::string braces(std::string_view key) {
    return key.empty() ? "" : fmt::format("{{{}}}", key);
}

std::string with_bound(std::string_view key, std::string_view bound) {
    return fmt::format("{{{}{}le=\"{}\"}}", key, key.empty() ? "" : ",", bound);
}

}  // namespace

void Metrics::describe(std::string_view name, std::string_view type, std::string_view help) {
    const std::lock_guard lock{mutex_};
    descriptions_[std::string{name}] = {std::string{type}, std::string{help}};
}

void Metrics::count(std::string_view name, const MetricLabels& labels, double amount) {
    const std::lock_guard lock{mutex_};
    values_[std::string{name}][series_key(labels)] += amount;
}

void Metrics::set(std::string_view name, const MetricLabels& labels, double value) {
    const std::lock_guard lock{mutex_};
    values_[std::string{name}][series_key(labels)] = value;
}

void Metrics::observe_seconds(std::string_view name, const MetricLabels& labels, double seconds) {
    const std::lock_guard lock{mutex_};
    Histogram& histogram = histograms_[std::string{name}][series_key(labels)];
    histogram.buckets.resize(kDurationBuckets.size());
    for (std::size_t i = 0; i < kDurationBuckets.size(); ++i)
        if (seconds <= kDurationBuckets[i]) ++histogram.buckets[i];
    ++histogram.count;
    histogram.sum += seconds;
}

double Metrics::value(std::string_view name, const MetricLabels& labels) const {
    const std::lock_guard lock{mutex_};
    const auto metric = values_.find(name);
    if (metric == values_.end()) return 0;
    const auto series = metric->second.find(series_key(labels));
    return series == metric->second.end() ? 0 : series->second;
}

std::string Metrics::render() const {
    const std::lock_guard lock{mutex_};
    std::string out;
    const auto header = [&](const std::string& name) {
        const auto found = descriptions_.find(name);
        if (found == descriptions_.end()) return;
        out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, found->second.help, name,
                           found->second.type);
    };
    for (const auto& [name, series] : values_) {
        header(name);
        for (const auto& [key, value] : series)
            out += fmt::format("{}{} {}\n", name, braces(key), format_number(value));
    }
    for (const auto& [name, series] : histograms_) {
        header(name);
        for (const auto& [key, histogram] : series) {
            for (std::size_t i = 0; i < kDurationBuckets.size(); ++i)
                out += fmt::format("{}_bucket{} {}\n", name,
                                   with_bound(key, format_number(kDurationBuckets[i])),
                                   histogram.buckets[i]);
            out += fmt::format("{}_bucket{} {}\n", name, with_bound(key, "+Inf"), histogram.count);
            out += fmt::format("{}_sum{} {}\n", name, braces(key), format_number(histogram.sum));
            out += fmt::format("{}_count{} {}\n", name, braces(key), histogram.count);
        }
    }
    return out;
}

}  // namespace refit
