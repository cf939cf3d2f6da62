#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/rng.h"
#include "resize/arm_source.h"
#include "simulation/scenario.h"
#include "store/database.h"

namespace refit::simulation {

// What goes wrong at the moment, for everything that misbehaves on purpose.
struct Weather {
    bool faulty{false};                       // commits fail and replies are lost, as [faults] says
    std::map<std::string, double> slow_ms{};  // by arm: how much longer its sessions take
};

// A database whose commits sometimes fail, and sometimes succeed without anybody hearing of it:
// both are Unavailable to the caller. Only while the weather is faulty; reads never fail.
class FaultyDatabase final : public store::Database {
public:
    // Borrows `weather`. Equal seeds give equal faults.
    FaultyDatabase(std::unique_ptr<store::Database> inner, const Faults& faults,
                   const Weather& weather, std::uint64_t seed)
        : inner_{std::move(inner)}, faults_{faults}, weather_{weather}, rng_{seed} {}

    [[nodiscard]] Result<void> write(const Work& work) override;
    [[nodiscard]] Result<void> read(const Work& work) override { return inner_->read(work); }
    void listen(Listener listener) override { inner_->listen(std::move(listener)); }
    [[nodiscard]] store::Dialect dialect() const override { return inner_->dialect(); }

private:
    [[nodiscard]] bool happens(double probability);

    std::unique_ptr<store::Database> inner_;
    Faults faults_;
    const Weather& weather_;
    SeededRng rng_;
};

// Arms that take their time: the clock moves on while one is asked for.
class SlowArms final : public resize::ArmSource {
public:
    SlowArms(std::unique_ptr<resize::ArmSource> inner, const Weather& weather, ManualClock& clock)
        : inner_{std::move(inner)}, weather_{weather}, clock_{clock} {}

    [[nodiscard]] Result<resize::ServedArm> choose(store::Transaction& tx, const std::string& unit,
                                                   const std::optional<std::string>& variant,
                                                   const std::vector<double>& context) override;
    [[nodiscard]] Result<resize::ServedArm> confirm(store::Transaction& tx, const std::string& unit,
                                                    const resize::ServedArm& arm,
                                                    TimePoint now) override {
        return inner_->confirm(tx, unit, arm, now);
    }

private:
    std::unique_ptr<resize::ArmSource> inner_;
    const Weather& weather_;
    ManualClock& clock_;
};

// A clock that is wrong by a constant.
class SkewedClock final : public Clock {
public:
    SkewedClock(const Clock& right, Milliseconds ahead) : right_{right}, ahead_{ahead} {}
    [[nodiscard]] TimePoint now() const override { return right_.now() + ahead_; }

private:
    const Clock& right_;
    Milliseconds ahead_;
};

}  // namespace refit::simulation
