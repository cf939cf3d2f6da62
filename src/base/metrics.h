#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace refit {

// Label names and values of one time series. Keep cardinality small: no user or session ids.
using MetricLabels = std::vector<std::pair<std::string, std::string>>;

// Counters, gauges and duration histograms, printed in Prometheus' text format.
// A metric comes to life at its first use; its help text is given by describe().
// Thread-safe. One lock: updates are a few per request.
class Metrics {
public:
    void describe(std::string_view name, std::string_view type, std::string_view help);
    void count(std::string_view name, const MetricLabels& labels = {}, double amount = 1.0);
    void set(std::string_view name, const MetricLabels& labels, double value);
    // Adds one observation to a histogram with the fixed buckets of kDurationBuckets.
    void observe_seconds(std::string_view name, const MetricLabels& labels, double seconds);

    // The value of one counter or gauge; 0 if it was never touched. For tests.
    [[nodiscard]] double value(std::string_view name, const MetricLabels& labels = {}) const;
    [[nodiscard]] std::string render() const;

private:
    struct Histogram {
        std::vector<std::uint64_t> buckets;
        std::uint64_t count{0};
        double sum{0};
    };
    struct Description {
        std::string type;
        std::string help;
    };

    mutable std::mutex mutex_;
    std::map<std::string, Description, std::less<>> descriptions_;
    std::map<std::string, std::map<std::string, double>, std::less<>> values_;
    std::map<std::string, std::map<std::string, Histogram>, std::less<>> histograms_;
};

}  // namespace refit
