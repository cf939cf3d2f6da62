#include "app/simulate.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "app/wiring.h"
#include "cli/io.h"
#include "replay/verify.h"
#include "simulation/driver.h"
#include "simulation/report.h"

namespace refit::app {
namespace {

namespace fs = std::filesystem;
namespace sim = simulation;

// 2026-01-01T00:00:00Z: when every simulation begins.
constexpr TimePoint kBeginning{Milliseconds{1'767'225'600'000}};

// A directory that is gone with the object.
class ScratchFolder {
public:
    static Result<std::unique_ptr<ScratchFolder>> make() {
        std::string path = (fs::temp_directory_path() / "refit-simulate-XXXXXX").string();
        if (mkdtemp(path.data()) == nullptr)
            return fail(ErrorCode::Unavailable, "no temporary directory can be made");
        return std::make_unique<ScratchFolder>(std::move(path));
    }
    explicit ScratchFolder(fs::path path) : path_{std::move(path)} {}
    ~ScratchFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

class HouseSite final : public sim::Site {
public:
    HouseSite(Config config, std::uint64_t seed, const sim::Scenario& scenario)
        : config_{std::move(config)}, faults_{scenario.faults}, rng_{seed}, seed_{seed} {}

    Result<void> open(std::size_t replicas) {
        houses_.resize(replicas);
        for (std::size_t i = 0; i < replicas; ++i) {
            constexpr double kMillisPerMinute = 60'000;
            const double ahead = static_cast<double>(i) * faults_.skew_minutes * kMillisPerMinute;
            clocks_.push_back(std::make_unique<sim::SkewedClock>(
                clock_, Milliseconds{static_cast<Milliseconds::rep>(ahead)}));
            REFIT_CHECK(restart(i));
        }
        return {};
    }
    ManualClock& clock() override { return clock_; }
    Rng& rng() override { return rng_; }
    sim::Services services(std::size_t replica) override {
        House& house = *houses_[replica];
        return {house.database(), house.resize(), house.feedback(), house.scheduler(),
                house.ranker()};
    }
    Result<void> restart(std::size_t replica) override {
        houses_[replica].reset();
        REFIT_TRY(house, House::build(config_, log_, *clocks_[replica], rng_, interposers()));
        houses_[replica] = std::move(house);
        return {};
    }
    sim::Weather& weather() override { return weather_; }
    Result<std::vector<std::string>> verify() override {
        REFIT_TRY(report, replay::verify(houses_[0]->database()));
        std::vector<std::string> wrong;
        wrong.reserve(report.differences.size());
        for (const replay::Difference& one : report.differences) {
            wrong.push_back(
                fmt::format("{} {}: {}, not {}", one.table, one.key, one.live, one.recomputed));
        }
        return wrong;
    }

private:
    // Each start of a replica meets other faults, the same in every run of the seed.
    Interposers interposers() {
        const std::uint64_t seed = seed_ * 1'000'003 + ++starts_;
        Interposers between;
        between.database = [this, seed](std::unique_ptr<store::Database> database) {
            return std::make_unique<sim::FaultyDatabase>(std::move(database), faults_, weather_,
                                                         seed);
        };
        between.arms = [this](std::unique_ptr<resize::ArmSource> arms) {
            return std::make_unique<sim::SlowArms>(std::move(arms), weather_, clock_);
        };
        return between;
    }

    Config config_;
    sim::Faults faults_;
    sim::Weather weather_;
    StderrLog log_{LogLevel::Error};
    ManualClock clock_{kBeginning};
    SeededRng rng_;
    std::uint64_t seed_;
    std::uint64_t starts_{0};
    std::vector<std::unique_ptr<sim::SkewedClock>> clocks_;
    std::vector<std::unique_ptr<House>> houses_;
};

// The settings of a server that nobody configured, but for fonts, database and layout model.
Result<Config> config_for(const Config& config, const std::string& database,
                          const std::string& layout_model) {
    return Config::load(
        {"DATABASE_URL=" + database, "REFIT_LAYOUT_MODEL=" + layout_model, "REFIT_SCHEDULER=on",
         "REFIT_FONT_DIR=" + config.text("REFIT_FONT_DIR")},
        [](std::string_view) { return std::nullopt; }, "");
}

Result<sim::Course> run_once(const sim::Scenario& scenario, std::uint64_t seed,
                             const sim::DesignPool& designs, const canvas::TextMeasurer& measurer,
                             const Config& config, const Progress& progress) {
    REFIT_TRY(scratch, ScratchFolder::make());
    // One process that never stops needs no file.
    const bool in_memory =
        scenario.replicas == 1 && scenario.restarts == 0 && scenario.faults.kills <= 0;
    const std::string model = (scratch->path() / "model.json").string();
    REFIT_CHECK(cli::write_output(model, designs.model.to_json()));
    REFIT_TRY(own, config_for(config,
                              in_memory ? "sqlite::memory:"
                                        : "sqlite:" + (scratch->path() / "db").string(),
                              model));
    HouseSite site{std::move(own), seed, scenario};
    REFIT_CHECK(site.open(scenario.replicas));
    return sim::run(scenario, seed, site, designs, measurer, progress);
}

// "run 2 of 5, sessions 640/5000" on a terminal.
Progress progress_of(std::int64_t run, std::int64_t runs) {
    const Progress shown = cli::terminal_progress();
    if (!shown) return {};
    return [=](std::string_view what, std::size_t done, std::size_t total) {
        shown(fmt::format("run {} of {}, {}", run, runs, what), done, total);
    };
}

void apply(const cli::SimulateOptions& options, sim::Scenario& scenario) {
    if (options.seed) scenario.seed = *options.seed;
    if (options.sessions) scenario.sessions = *options.sessions;
    if (options.runs) scenario.runs = *options.runs;
    if (!options.search || !options.learning) scenario.learning.search = false;
    if (!options.learning) {
        scenario.learning.allocation = store::Allocation::Fixed;
        scenario.learning.retrain_days = 0;
    }
}

Result<void> simulate_all(const cli::SimulateOptions& options, const Config& config) {
    REFIT_TRY(text, cli::read_input(options.scenario));
    auto parsed = sim::parse_scenario(text, fs::path{options.scenario}.parent_path());
    if (!parsed) return fail(parsed.error().code, options.scenario + ": " + parsed.error().message);
    sim::Scenario scenario = *std::move(parsed);
    apply(options, scenario);
    REFIT_TRY(fonts, open_fonts(config));
    REFIT_TRY(designs, sim::read_designs(scenario, *fonts));
    std::vector<sim::Course> courses;
    for (std::int64_t i = 0; i < scenario.runs; ++i) {
        REFIT_TRY(course, run_once(scenario, scenario.seed + static_cast<std::uint64_t>(i),
                                   *designs, *fonts, config, progress_of(i + 1, scenario.runs)));
        courses.push_back(std::move(course));
    }
    if (options.svg)
        REFIT_CHECK(cli::write_output(*options.svg, sim::picture(scenario, courses.front())));
    cli::print(options.json ? sim::report_json(scenario, courses)
                            : sim::report_text(scenario, courses));
    return {};
}

}  // namespace

int simulate(const cli::SimulateOptions& options, const Config& config) {
    const auto done = simulate_all(options, config);
    return done ? cli::kOk : cli::report(done.error());
}

}  // namespace refit::app
