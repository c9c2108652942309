// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/standin/cloud.h"

#include <algorithm>
#include <thread>
#include <utility>

#include <fmt/chrono.h>
#include <nlohmann/json.hpp>

namespace standin {
namespace {

constexpr std::string_view kCheckBucket = "/checkbucket";
constexpr std::string_view kSecurityTokens = "/v3.0/OS-CREDENTIAL/securitytokens";
constexpr std::string_view kIdTokens = "/v3.0/OS-AUTH/id-token/tokens";

bool HasProject(const Tenant& tenant, std::string_view id) {
  return std::any_of(tenant.projects.begin(), tenant.projects.end(),
                     [id](const auto& project) { return project.second == id; });
}

// Whether an API whose path is `pattern` serves `path`. "{domain_id}" stands for any segment that
// is not empty.
bool Matches(std::string_view pattern, std::string_view path) {
  const auto expected = Split(pattern, '/');
  const auto parts = Split(path, '/');
  return std::equal(expected.begin(), expected.end(), parts.begin(), parts.end(),
                    [](std::string_view segment, std::string_view part) {
                      return segment == "{domain_id}" ? !part.empty() : segment == part;
                    });
}

Answer NotPublished(std::string_view request_id) {
  return GatewayError(404, "APIGW.0101",
                      "The API does not exist or has not been published in the environment.",
                      request_id);
}

// Like the gateway, which repeats a request whose signature is wrong.
std::string Echo(const Call& call) {
  std::string text = "The stand-in got " + call.method + " " + call.target;
  for (const auto& [name, value] : call.headers) text += "|" + name + ":" + value;
  return text + "|" + call.body;
}

Answer Json(const nlohmann::json& document) {
  return {.body = document.dump(1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

}  // namespace

Cloud::Cloud(CloudOptions options)
    : options_(std::move(options)),
      tenants_(options_.account.Tenants()),
      settings_(options_.settings),
      gate_(options_.account, options_.lock_after),
      iam_(options_.account),
      keys_(options_.account, gate_),
      metadata_(options_.account.domain_id, gate_) {
  if (!options_.sleep) {
    options_.sleep = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); };
  }
}

Answer Cloud::Handle(const Call& call) {
  const auto path = call.Path();
  if (path == "/_control" || path.starts_with("/_control/")) return Control(call);

  const auto number = log_.Begin(call, std::chrono::system_clock::now());
  const auto request_id = fmt::format("{:032x}", number);
  Step step = misbehaviour_.Take(call.target);
  if (step.echo) step.error_msg = Echo(call);
  if (step.expire) ExpireIssued();
  if (const auto delay = options_.delay + step.delay; delay.count() > 0) options_.sleep(delay);

  Answer answer;
  if (step.IsAnswer()) {
    answer = AnswerOf(step, path, request_id);
  } else if (path.ends_with(kCheckBucket) && FailsNow()) {
    answer = CtsError(500, "CTS.0005", "Failed to read data.");
  } else {
    answer = Service(call, request_id);
    Bend(step, answer);
  }
  answer.headers.insert(answer.headers.end(), step.headers.begin(), step.headers.end());
  answer.headers.emplace_back("X-Request-Id", request_id);
  // A client may use it to detect that its own clock is wrong.
  answer.headers.emplace_back("Date", fmt::format("{:%a, %d %b %Y %T} GMT", fmt::gmtime(Now())));
  log_.Finish(number, answer.status);
  return answer;
}

Answer Cloud::Control(const Call& call) {
  const auto path = call.Path();
  if (call.method == "GET" && path == "/_control/log") {
    auto log = log_.ToJson();
    log["pending_steps"] = misbehaviour_.pending();
    return Json(log);
  }
  if (call.method == "POST" && path == "/_control") {
    const auto pending = misbehaviour_.Order(call.body);
    if (pending) return Json({{"pending_steps", *pending}});
    return {.status = 400, .body = Json({{"error", pending.error()}}).body};
  }
  if (call.method == "POST" && path == "/_control/set") {
    if (const auto problem = settings_.Change(call.body)) {
      return {.status = 400, .body = Json({{"error", *problem}}).body};
    }
    return Json(nlohmann::json::object());
  }
  if (call.method == "POST" && path == "/_control/reset") {
    log_.Reset();
    misbehaviour_.Reset();
    buckets_.Reset();
    gate_.Reset();
    metadata_.Reset();
    settings_.Reset();
    checks_ = 0;
    return Json({{"pending_steps", 0}});
  }
  return {.status = 404,
          .body = Json({{"error",
                         "POST /_control, POST /_control/set, GET /_control/log or POST "
                         "/_control/reset"}})
                      .body};
}

std::optional<Answer> Cloud::Open(const Call& call, std::chrono::sys_seconds now,
                                  std::string_view request_id) {
  const Settings settings = settings_.Get();
  if (auto answer = metadata_.Handle(call, settings, now)) return answer;
  if (call.method != "POST") return std::nullopt;
  const auto path = call.Path();
  if (path == "/v3/auth/tokens") return iam_.Tokens(call, gate_, now, settings.token_life);
  if (path == kIdTokens) return iam_.TokensForIdToken(call, gate_, now, settings.token_life);
  if (path == kSecurityTokens && KeyIssuer::IsByToken(call)) {
    return keys_.KeysForToken(call, now, settings.temporary_life);
  }
  if (path == "/v5/agencies/assume-with-oidc" && settings.sts) {
    return keys_.AssumeWithOidc(call, now, settings.temporary_life, request_id);
  }
  return std::nullopt;
}

const std::vector<Cloud::Api>& Cloud::Apis() {
  static const std::vector<Api> apis = {
      {kIam, "GET", "/v3/projects",
       [](Cloud& cloud, const Request& r) { return cloud.iam_.Projects(r.call, r.caller); }},
      {kIam, "GET", "/v3/auth/domains",
       [](Cloud& cloud, const Request& r) { return cloud.iam_.Domains(r.caller); }},
      {kIam, "POST", kSecurityTokens,
       [](Cloud& cloud, const Request& r) {
         return cloud.keys_.AssumeAtIam(r.call, r.caller, r.now, r.settings.temporary_life);
       }},
      {kSts, "POST", "/v5/agencies/assume",
       [](Cloud& cloud, const Request& r) {
         return cloud.keys_.AssumeAtSts(r.call, r.caller, r.now, r.settings.temporary_life,
                                        r.request_id);
       }},
      {kSts, "GET", "/v5/caller-identity",
       [](Cloud&, const Request& r) { return CallerIdentity(r.caller); }},
      {kCts, "POST", "/v3/{domain_id}/checkbucket",
       [](Cloud& cloud, const Request& r) { return cloud.buckets_.Check(r.call.body); }},
  };
  return apis;
}

Answer Cloud::Service(const Call& call, std::string_view request_id) {
  if (!IsOurHost(call.Header("Host"))) return NotPublished(request_id);
  const auto now = Now();
  if (auto answer = Open(call, now, request_id)) return *std::move(answer);

  const Settings settings = settings_.Get();
  const auto api = std::find_if(Apis().begin(), Apis().end(), [&](const Api& each) {
    return each.method == call.method && Matches(each.path, call.Path()) &&
           (each.backend != kSts || settings.sts);
  });
  if (api == Apis().end()) return NotPublished(request_id);

  const auto caller = gate_.Admit(call, now, request_id);
  if (!caller) return caller.error();
  if (api->backend == kCts) {
    if (auto refusal = RefusalByCts(call, *caller)) return *std::move(refusal);
  }
  return api->answer(*this, {call, *caller, settings, now, request_id});
}

std::optional<Answer> Cloud::RefusalByCts(const Call& call, const Caller& caller) const {
  const auto domain_id = Split(call.Path(), '/')[2];
  if (caller.powerless || caller.project_id.empty()) {
    return CtsError(403, "CTS.0002", "Authentication failed or you do not have the permission.");
  }
  if (domain_id != caller.domain_id) {
    return CtsError(403, "CTS.0013", "No permission. Check roles.");
  }
  if (call.HasHeader("X-Project-Id") &&
      !HasProject(*FindTenant(tenants_, caller.domain_id), call.Header("X-Project-Id"))) {
    return CtsError(403, "CTS.0012", "Invalid project ID.");
  }
  return std::nullopt;
}

void Cloud::ExpireIssued() {
  gate_.ExpireIssued();
  metadata_.ExpireIssued();
}

std::chrono::sys_seconds Cloud::Now() const {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) +
         options_.clock_offset;
}

bool Cloud::IsOurHost(std::string_view host) const {
  host = host.substr(0, host.rfind(':'));
  return host == "127.0.0.1" || host == "localhost" ||
         std::find(options_.hosts.begin(), options_.hosts.end(), host) != options_.hosts.end();
}

bool Cloud::FailsNow() {
  const std::uint64_t n = ++checks_;
  const auto percent = static_cast<std::uint64_t>(options_.fail_percent);
  return n * percent / 100 != (n - 1) * percent / 100;
}

}  // namespace standin
