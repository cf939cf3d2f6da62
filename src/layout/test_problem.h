#pragma once

#include <string>

#include "layout/layout.h"
#include "layout/test_support.h"

namespace refit::layout::test {

// One Fabric object; `more` begins with a comma.
inline std::string object(const std::string& type, int x, int y, int w, int h,
                          const std::string& more = "") {
    return R"({"type":")" + type + R"(","strokeWidth":0,"left":)" + std::to_string(x) +
           R"(,"top":)" + std::to_string(y) + R"(,"width":)" + std::to_string(w) + R"(,"height":)" +
           std::to_string(h) + more + "}";
}

inline std::string picture(int x, int y, int w, int h) {
    return object("image", x, y, w, h, R"(,"src":"p.png")");
}

// A made-up design and the task of bringing it to another size.
class Problem {
public:
    Problem(geometry::Size page, const std::string& objects, geometry::Size target)
        : document_{parse(R"({"version":"5.3.0","width":)" + std::to_string(page.width) +
                              R"(,"height":)" + std::to_string(page.height) + R"(,"objects":[)" +
                              objects + "]}",
                          measurer_)},
          page_{canvas::detect_page(document_).value()},
          scene_{analyse(document_, page_)},
          task_{scene_,  target,    parameters_,
                habits_, measurer_, canvas::parts_of(document_, page_)} {}

    const Scene& scene() const { return scene_; }
    const Task& task() const { return task_; }

private:
    EvenMeasurer measurer_;
    Parameters parameters_;
    Habits habits_;
    canvas::Document document_;
    canvas::Page page_;
    Scene scene_;
    Task task_;
};

}  // namespace refit::layout::test
