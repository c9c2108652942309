// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/standin/options.h"

#include <chrono>

#include <CLI/CLI.hpp>

namespace standin {
namespace {

constexpr const char* kDescription =
    R"(Plays Cloud Trace Service, IAM, STS and ECS metadata on 127.0.0.1, for examples and tests.

  CTS        POST /v3/{domain_id}/checkbucket
  IAM        GET  /v3/projects?name=                      POST /v3/auth/tokens (by password)
             GET  /v3/auth/domains                        POST /v3.0/OS-AUTH/id-token/tokens
             POST /v3.0/OS-CREDENTIAL/securitytokens (by assume_role, by token)
  STS        POST /v5/agencies/assume                     POST /v5/agencies/assume-with-oidc
             GET  /v5/caller-identity
  metadata   GET  /openstack/latest/securitykey           PUT  /meta-data/latest/api/token)";

constexpr const char* kFooter = R"(
The bucket's name decides what checkbucket answers:
  missing-...    404 OBS.NoSuchBucket
  denied-...     403 OBS.AccessDenied
  arrears-...    403 OBS.InArrearOrInsufficientBalance
  moved-...      301 OBS.PermanentRedirect
  flaky-...      500 OBS.InternalError the first time, then success
  throttled-...  429 OBS.SlowDown the first time, then success
  late-N-...     404 OBS.NoSuchBucket the first N times (1 to 9), then success
  silent-...     no entry in the answer
  nosuccess-...  an answer without "success"
  poison-...     the whole call is refused with 400 CTS.0213
  anything else  success
With encryption on, a kms_id of zeros is KMS.NotFoundException, one of ones KMS.DisabledException.

Control, on the same port and without authentication:
  POST /_control        {"next": [{"status": 429, "retry_after": 1}, {"delay_ms": 500}, {}]}
                        one step for each call to come; fields: path, times, delay_ms, status,
                        error_code, error_msg, echo, html, body, content_type, retry_after, headers,
                        redirect, reorder, drop_fields, extra_fields, expire
  POST /_control/set    {"metadata": "token", "temporary_seconds": 0, "token_seconds": 86400,
                        "sts": true}, or some of it; see --metadata and so on
  GET  /_control/log    calls received, without secrets, and counters
  POST /_control/reset  as after the start

The keys of the powerless user pass the gate; every call they make is then a 403.
The account "delegating" (0d1e2f30415263748596a7b8c9dafbec) lets it assume the agency cts-audit, and
"archive" (0f1e2d3c4b5a69788796a5b4c3d2e1f0) lets "delegating" assume cts-archive. Whoever has the
ID token may assume cts-ci of the account itself.
Every default above is public and opens nothing.)";

template <typename Duration>
CLI::Option* AddDuration(CLI::App& app, const char* name, Duration& target, const char* what) {
  return app.add_option_function<long>(
      name, [&target](const long& count) { target = Duration(count); }, what);
}

void AddAccount(CLI::App& app, Account& account) {
  const auto add = [&app](const char* name, std::string& target, const char* what) {
    app.add_option(name, target, what)->capture_default_str()->group("Account");
  };
  add("--domain-id", account.domain_id, "Account ID");
  add("--domain-name", account.domain_name, "Account name");
  add("--user-name", account.user_name, "IAM user");
  add("--password", account.password, "The user's password");
  add("--access-key", account.access_key, "Permanent access key");
  add("--secret-key", account.secret_key, "Its secret");
  add("--temporary-access-key", account.temporary_access_key, "Temporary access key");
  add("--temporary-secret-key", account.temporary_secret_key, "Its secret");
  add("--security-token", account.security_token, "Its security token");
  add("--powerless-access-key", account.powerless_access_key, "Access key without permissions");
  add("--powerless-secret-key", account.powerless_secret_key, "Its secret");
  add("--token", account.token, "A token for X-Auth-Token that never expires");
  add("--idp-id", account.idp_id, "Identity provider");
  add("--id-token", account.id_token, "A token of it");
  app.add_option_function<std::vector<std::string>>(
         "--project",
         [&account](const std::vector<std::string>& pairs) {
           for (const auto& pair : pairs) {
             const auto equals = pair.find('=');
             if (equals == std::string::npos) throw CLI::ValidationError("--project", "NAME=ID");
             account.projects[pair.substr(0, equals)] = pair.substr(equals + 1);
           }
         },
         "NAME=ID of one more project, repeatable; there are eu-west-0 (e0e0...), "
         "eu-west-1 (e1e1...) and cn-north-1 (c1c1...), 32 digits each")
      ->group("Account");
}

}  // namespace

void AddOptions(CLI::App& app, Options& options) {
  app.description(kDescription);
  app.footer(kFooter);
  CloudOptions& cloud = options.cloud;

  app.add_option("--port", options.port, "Port; 0 takes a free one")
      ->capture_default_str()
      ->check(CLI::Range(0, 65535));
  app.add_option("--port-file", options.port_file, "File to write the port to once listening");
  app.add_option("--max-seconds", options.max_seconds, "Ends by itself after this time")
      ->capture_default_str()
      ->check(CLI::Range(1, 86400));

  auto* tls = app.add_flag("--tls", options.tls, "Speak HTTPS");
  auto* dir = app.add_option("--tls-dir", options.tls_dir,
                             "Folder for a CA and certificate made at start (ca.pem)");
  auto* certificate = app.add_option("--cert", options.certificate, "PEM chain to use instead");
  auto* key = app.add_option("--key", options.key, "Its private key");
  dir->needs(tls)->excludes(certificate);
  certificate->needs(tls)->needs(key);
  key->needs(certificate);
  app.callback([&options] {
    if (options.tls && options.tls_dir.empty() && options.certificate.empty()) {
      throw CLI::RequiredError("--tls-dir, or --cert and --key,");
    }
  });

  AddDuration(app, "--delay-ms", cloud.delay, "Wait before every answer");
  app.add_option("--fail-percent", cloud.fail_percent,
                 "Share of checkbucket calls to answer with 500, evenly spread")
      ->check(CLI::Range(0, 100));
  app.add_option("--lock-after", cloud.lock_after,
                 "Bad signatures in a row that lock a key; 0 for never")
      ->capture_default_str();
  AddDuration(app, "--token-seconds", cloud.settings.token_life, "Life of an issued token");
  AddDuration(app, "--temporary-seconds", cloud.settings.temporary_life,
              "Life of issued temporary keys; 0 for what the caller asks");
  app.add_option_function<std::string>(
         "--metadata",
         [&cloud](const std::string& name) {
           const auto mode = ParseMetadataMode(name);
           if (!mode) throw CLI::ValidationError("--metadata", "no such mode");
           cloud.settings.metadata = *mode;
         },
         "The metadata service: token (wants one first), plain, no-agency or absent")
      ->default_str("token");
  app.add_flag_callback(
      "--no-sts", [&cloud] { cloud.settings.sts = false; }, "As a region without STS");
  AddDuration(app, "--clock-offset", cloud.clock_offset, "Seconds the stand-in's clock is ahead");
  app.add_option("--host", cloud.hosts, "Further host name to answer for, repeatable");
  AddAccount(app, cloud.account);
}

}  // namespace standin
