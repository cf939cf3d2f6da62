#pragma once

#include <memory>

#include "resize/arm_source.h"

namespace refit::app {

// Lets the resize room ask the experiment room for arms.
[[nodiscard]] std::unique_ptr<resize::ArmSource> make_arm_source();

}  // namespace refit::app
