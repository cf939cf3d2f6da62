# Builds one static library, and one test program, per room from its manifest src/<room>/module.txt:
#
#   level: 2                        place in the house; a room requires only lower levels
#   brief: one sentence
#   requires: base json             rooms whose headers this room may include
#   packages: harfbuzz freetype2    pkg-config names of third-party libraries, kept to this room
#   libraries: xgboost              the same for libraries without a pkg-config file
#   sources: a.cpp b.cpp            every source, listed (no glob), paths relative to the room
#   texts: model.json               compiled in: "<room>/model.json.h" defines kModel, a string_view
#   tests: a_test.cpp               unit tests beside the code
#   program: refit                  (app only) the room is an executable of that name
#
# tools/lint/layers.py checks the same manifests against every #include.

add_library(refit_flags INTERFACE)
target_include_directories(refit_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(refit_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast -Wnon-virtual-dtor -Werror)
target_compile_definitions(refit_flags INTERFACE
  REFIT_VERSION="${PROJECT_VERSION}" BOOST_ASIO_NO_DEPRECATED BOOST_BEAST_USE_STD_STRING_VIEW)
target_link_libraries(refit_flags INTERFACE Threads::Threads)
if(REFIT_SANITIZE)
  target_compile_options(refit_flags INTERFACE
    -fsanitize=${REFIT_SANITIZE} -fno-omit-frame-pointer -g1 -O1
    # GCC 12 takes a moved optional<string> for uninitialised once its checks are in between.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(refit_flags INTERFACE -fsanitize=${REFIT_SANITIZE})
endif()

# Reads "key: words" from a manifest into <out> as a list; empty if the key is absent.
function(refit_manifest_list file key out)
  file(STRINGS ${file} lines REGEX "^${key}:")
  set(words "")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE "^${key}:[ \t]*" "" line "${line}")
    separate_arguments(parts UNIX_COMMAND "${line}")
    list(APPEND words ${parts})
  endforeach()
  set(${out} "${words}" PARENT_SCOPE)
endfunction()

# An imported target refit_pkg_<name> for one pkg-config package, made once.
function(refit_package name out)
  string(MAKE_C_IDENTIFIER ${name} id)
  if(NOT TARGET PkgConfig::pkg_${id})
    pkg_check_modules(pkg_${id} REQUIRED IMPORTED_TARGET GLOBAL ${name})
  endif()
  set(${out} PkgConfig::pkg_${id} PARENT_SCOPE)
endfunction()

# An imported target for a library that has no pkg-config file: lib<name> and <name>/c_api.h. Stops
# with the package to install if either is missing.
function(refit_library name out)
  string(MAKE_C_IDENTIFIER ${name} id)
  if(NOT TARGET refit_lib_${id})
    find_library(REFIT_LIBRARY_${id} ${name})
    find_path(REFIT_INCLUDE_${id} ${name}/c_api.h)
    if(NOT REFIT_LIBRARY_${id} OR NOT REFIT_INCLUDE_${id})
      message(FATAL_ERROR "lib${name} is not installed and Refit needs it: "
        "apt-get install lib${name}-dev, or tools/dev/install.sh run")
    endif()
    add_library(refit_lib_${id} UNKNOWN IMPORTED GLOBAL)
    set_target_properties(refit_lib_${id} PROPERTIES
      IMPORTED_LOCATION ${REFIT_LIBRARY_${id}}
      INTERFACE_INCLUDE_DIRECTORIES ${REFIT_INCLUDE_${id}})
  endif()
  set(${out} refit_lib_${id} PARENT_SCOPE)
endfunction()

# Drops listed files that are not there, with a warning: the house lint makes it an error, the
# other rooms build meanwhile.
function(refit_existing out files)
  set(found "")
  foreach(file IN LISTS files)
    if(EXISTS ${file})
      list(APPEND found ${file})
    else()
      message(WARNING "${file} is listed in its module.txt but does not exist")
    endif()
  endforeach()
  set(${out} "${found}" PARENT_SCOPE)
endfunction()

# Writes <build>/texts/<room>/<file>.h, which holds the text of <file> as a constant named after it.
function(refit_text_header dir room file)
  get_filename_component(stem ${file} NAME_WE)
  string(REPLACE "_" ";" words ${stem})
  set(name k)
  foreach(word IN LISTS words)
    string(SUBSTRING ${word} 0 1 first)
    string(SUBSTRING ${word} 1 -1 rest)
    string(TOUPPER ${first} first)
    string(APPEND name ${first}${rest})
  endforeach()
  file(READ ${dir}/${file} text)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/texts/${room}/${file}.h @ONLY CONTENT
"#pragma once\n\n#include <string_view>\n\nnamespace refit::@room@ {\ninline constexpr std::string_view @name@ = R\"text(@text@)text\";\n}\n")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${dir}/${file})
endfunction()

function(refit_add_room dir)
  get_filename_component(room ${dir} NAME)
  set(manifest ${dir}/module.txt)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${manifest})
  foreach(key requires packages libraries sources texts tests program)
    refit_manifest_list(${manifest} ${key} ${key})
  endforeach()
  list(TRANSFORM sources PREPEND ${dir}/)
  list(TRANSFORM tests PREPEND ${dir}/)
  refit_existing(sources "${sources}")
  refit_existing(tests "${tests}")
  set(links refit_flags)
  foreach(other IN LISTS requires)
    list(APPEND links refit_${other})
  endforeach()
  foreach(package IN LISTS packages)
    refit_package(${package} target)
    list(APPEND links ${target})
  endforeach()
  foreach(library IN LISTS libraries)
    refit_library(${library} target)
    list(APPEND links ${target})
  endforeach()
  foreach(text IN LISTS texts)
    refit_text_header(${dir} ${room} ${text})
  endforeach()
  if(sources)
    add_library(refit_${room} STATIC ${sources})
    target_include_directories(refit_${room} PRIVATE ${CMAKE_BINARY_DIR}/texts)
    target_link_libraries(refit_${room} PUBLIC ${links})
  else()
    add_library(refit_${room} INTERFACE)
    target_link_libraries(refit_${room} INTERFACE ${links})
  endif()
  if(program)
    add_executable(${program} ${dir}/main.cpp)
    target_link_libraries(${program} PRIVATE refit_${room})
    set_target_properties(${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  endif()
  if(tests AND REFIT_TESTS)
    refit_add_test(refit_${room}_test "${tests}" refit_${room})
  endif()
endfunction()

# A GoogleTest program whose cases ctest sees one by one. Tests find repository files under
# REFIT_SOURCE_DIR and, when present, the shared corpus under REFIT_SHARED_DIR.
function(refit_add_test name sources)
  find_package(GTest REQUIRED)
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${ARGN} refit_flags GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE
    REFIT_SOURCE_DIR="${CMAKE_SOURCE_DIR}" REFIT_SHARED_DIR="${CMAKE_SOURCE_DIR}/../shared")
  include(GoogleTest)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 300)
endfunction()

# A test program that ctest runs as one entry: for suites that share something slow to start
# (a PostgreSQL cluster, a server), which would otherwise start once per case.
function(refit_add_suite name sources)
  find_package(GTest REQUIRED)
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${ARGN} refit_flags GTest::gmock GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE
    REFIT_SOURCE_DIR="${CMAKE_SOURCE_DIR}" REFIT_SHARED_DIR="${CMAKE_SOURCE_DIR}/../shared")
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 600)
endfunction()

function(refit_add_rooms src)
  file(GLOB manifests CONFIGURE_DEPENDS ${src}/*/module.txt)
  foreach(manifest IN LISTS manifests)
    get_filename_component(dir ${manifest} DIRECTORY)
    refit_add_room(${dir})
  endforeach()
endfunction()
