#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "simulation/course.h"
#include "simulation/scenario.h"
#include "simulation/site.h"

namespace refit::simulation {

// The program that people use: it asks the servers, asks again when one fails or dies before it
// replies, with the same Idempotency-Key where the scenario has any, and remembers what was
// acknowledged to it. Keys are claimed and finished in the store as http/pipeline.cpp does.
class Client {
public:
    Client(const Scenario& scenario, Site& site, Totals& totals)
        : scenario_{scenario}, faults_{scenario.faults}, site_{site}, totals_{totals} {}

    // The reply that was acknowledged. Errors: those of the service but for Unavailable, and
    // Internal for a key whose request was run twice.
    [[nodiscard]] Result<resize::ResizeOutcome> resize(std::size_t replica,
                                                       const resize::ResizeRequest& request);
    [[nodiscard]] Result<training::FeedbackReceipt> feedback(
        std::size_t replica, const training::FeedbackRequest& request);

    // Acknowledged sessions that are not there, and ratings that do not stand, a line each.
    [[nodiscard]] Result<std::vector<std::string>> lost();

private:
    [[nodiscard]] bool happens(double probability);
    [[nodiscard]] bool keyed() const { return faults_.kills > 0 || faults_.keyed_duplicates > 0; }
    [[nodiscard]] Result<bool> claim(std::size_t replica, const std::string& key);
    [[nodiscard]] Result<void> finish(std::size_t replica, const std::string& key,
                                      const std::string& session);
    [[nodiscard]] Result<void> release(std::size_t replica, const std::string& key);
    [[nodiscard]] Result<std::optional<resize::ResizeOutcome>> attempt(
        std::size_t replica, const resize::ResizeRequest& request, const std::string& key);
    [[nodiscard]] Result<void> ask_again(std::size_t replica, const resize::ResizeRequest& request,
                                         const std::string& key);
    void wait(Milliseconds time);

    const Scenario& scenario_;
    const Faults& faults_;
    Site& site_;
    Totals& totals_;
    std::int64_t keys_{0};
    std::optional<resize::ResizeOutcome> finished_{};         // what a replay of the key would say
    std::map<std::string, std::optional<int>> acknowledged_;  // by session: its last rating
};

}  // namespace refit::simulation
