// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A small IAM and CTS with the fake transport, for the tests of the session.

#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "provider/session/session.h"
#include "tests/support/auth_settings.h"
#include "tests/support/eventually.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_files.h"
#include "tests/support/fake_transport.h"

namespace provider::testing {

// Responds by "METHOD path?query", for any host; a request that is not listed is a 404.
class FakeCloud {
 public:
  using Handler = std::function<FakeTransport::Result(const http::Request&)>;

  void On(const std::string& call, Handler handler) { handlers_[call] = std::move(handler); }
  void On(const std::string& call, int status, const std::string& body) {
    On(call, [status, body](const http::Request&) { return http::Response{status, {}, body}; });
  }

  // "METHOD url" of each request so far.
  [[nodiscard]] std::vector<std::string> Calls() const {
    std::vector<std::string> calls;
    for (const auto& request : transport->requests()) {
      calls.push_back(request.method + " " + request.url);
    }
    return calls;
  }

  [[nodiscard]] session::Session Session(auth::Settings settings) {
    settings.max_retries = 5;
    return {
        {.auth = std::move(settings), .batching = {}}, transport, clock, [] { return 0.5; }, files};
  }
  // A check as in bucket_check/: "GET /check" of any host.
  [[nodiscard]] tl::expected<http::Response, service::Error> Check(session::Session& session) {
    http::Request request;
    request.url = "https://cts.example/check";
    request.deadline = InTwoMinutes();
    return session.caller().Call(request, "checking", &session.authorizer(), {});
  }
  [[nodiscard]] base::SteadyTime InTwoMinutes() const {
    return clock.SteadyNow() + std::chrono::minutes(2);
  }

  FakeClock clock;
  std::shared_ptr<FakeFiles> files = std::make_shared<FakeFiles>();
  std::shared_ptr<FakeTransport> transport =
      std::make_shared<FakeTransport>([this](const http::Request& request, std::stop_token) {
        const auto path = request.url.find('/', request.url.find("://") + 3);
        const auto found = handlers_.find(request.method + " " + request.url.substr(path));
        return found == handlers_.end()
                   ? FakeTransport::Result(http::Response{404, {}, R"({"error_code":"X.404"})"})
                   : found->second(request);
      });

 private:
  std::map<std::string, Handler> handlers_;
};

inline constexpr const char* kProjectCall = "GET /v3/projects?name=eu-west-0";
inline constexpr const char* kProject =
    R"({"projects":[{"id":"project1","name":"eu-west-0","domain_id":"domain1","enabled":true}]})";

}  // namespace provider::testing
