// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Faults that a test orders for later calls, over POST /_control.
//
//   {"next": [{"status": 429, "retry_after": 1}, {"delay_ms": 500, "times": 3}, {}]}
//
// Each step is used up by one call (`times`: by so many), in order; an empty step lets one pass.
// | field                    | effect                                                            |
// |--------------------------|-------------------------------------------------------------------|
// | path                     | the step waits for a call whose path or query contains this       |
// | times                    | how many calls it serves (1)                                      |
// | delay_ms                 | wait before responding                                            |
// | status                   | respond with it instead of using the service                      |
// | error_code, error_msg    | of that response                                                  |
// | echo                     | error_msg is what was sent: headers, secrets and all              |
// | html                     | that response is a gateway's HTML page                            |
// | body, content_type       | that response's body, unchanged (status 200 if none is given)     |
// | retry_after              | Retry-After: a number of seconds or any text                      |
// | headers                  | more headers, an object of strings                                |
// | redirect                 | 307 (or `status`) to this URL                                     |
// | reorder                  | entries of the real response in reverse                           |
// | drop_fields              | entries keep name and success, nothing optional                   |
// | extra_fields             | unknown fields on every level                                     |
// | expire                   | tokens and temporary keys issued until now have expired           |
// A step with a field of another name or type is refused, because a test with a typo must not pass.

#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "tests/support/standin/call.h"

namespace standin {

struct Step {
  std::string path;
  int times = 1;
  std::chrono::milliseconds delay{0};
  int status = 0;  // 0: the service responds
  std::string error_code;
  std::string error_msg = "The stand-in was told to fail.";
  bool echo = false;
  bool html = false;
  std::optional<std::string> body;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  bool reorder = false;
  bool drop_fields = false;
  bool extra_fields = false;
  bool expire = false;

  // True if the service is not used.
  [[nodiscard]] bool IsAnswer() const { return status != 0 || body.has_value(); }
};

// Thread safe.
class Misbehaviour {
 public:
  // Appends the steps of a POST /_control body, or returns what is wrong with it and appends none.
  [[nodiscard]] tl::expected<std::size_t, std::string> Order(const std::string& body);

  // Uses up the first step for this target; an empty step if there is none.
  [[nodiscard]] Step Take(std::string_view target);

  [[nodiscard]] std::size_t pending() const;
  void Reset();

 private:
  mutable std::mutex mutex_;
  std::deque<Step> steps_;
};

// The response of a step that replaces the service's.
[[nodiscard]] Answer AnswerOf(const Step& step, std::string_view path, std::string_view request_id);

// Changes the service's own response as the step says.
void Bend(const Step& step, Answer& answer);

}  // namespace standin
