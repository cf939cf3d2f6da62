#pragma once

#include <string>

#include "canvas/document.h"
#include "canvas/page.h"

namespace refit::canvas {

// The document as `refit inspect --json` prints it:
//   {"page":{x,y,width,height},"objects":[{"path","id","type","visible",
//    "boundingRect":{left,top,width,height},"corners":[{x,y}*4]}...]}
// Groups are followed by their children; boxes are absolute.
[[nodiscard]] std::string inspect_json(const Document& document, const Page& page);

}  // namespace refit::canvas
