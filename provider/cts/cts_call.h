// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// What the calls to CTS have in common: the address with the account, and what their errors say.

#pragma once

#include <stop_token>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "provider/base/clock.h"
#include "provider/http/transport.h"
#include "provider/service/caller.h"
#include "provider/service/error.h"
#include "provider/service/hints.h"
#include "provider/session/session.h"

namespace provider::cts {

// Hints of one operation for error codes and statuses. They come from a section of
// schemas/hints.json, then from the section "cts".
class CallHints {
 public:
  // Called only for an error: the hints are parsed when they are first needed.
  using Get = const CallHints& (*)();

  explicit CallHints(const char* section);

  // Empty if service::HintForCall has the best hint. `domain_id_source` says where the account ID
  // in the URL comes from ("the environment variable HW_DOMAIN_ID"); empty if it was looked up and
  // so cannot be wrong.
  [[nodiscard]] std::string For(std::string_view code, int http_status,
                                std::string_view domain_id_source) const;

 private:
  service::HintTable codes_;
  service::HintTable statuses_;
};

// `session` must outlive it.
class CtsCall {
 public:
  // The request of /v3/ACCOUNT and `path` ("/quotas") in `region`, with the project if there is
  // one: a GET unless the caller sets another method and a body.
  // Looks up the account if necessary. `operation` is for errors: "reading the quotas".
  [[nodiscard]] static tl::expected<CtsCall, service::Error> To(
      session::Session& session, const std::string& region, std::string_view path,
      std::string operation, base::SteadyTime deadline, const std::stop_token& stop,
      CallHints::Get hints);

  http::Request request;

  // The error of a failed attempt, with the hint for its code; after a 401, it says where the
  // credentials come from.
  void Explain(service::Failure& failure) const;
  // The error of a response that is a success by its status, but of no use. `why` is a sentence.
  [[nodiscard]] service::Error NotUnderstood(const http::Response& response, std::string why) const;

 private:
  CtsCall(session::Session& session, CallHints::Get hints) : session_(&session), hints_(hints) {}
  void UseHint(int http_status, service::Error& error) const;

  session::Session* session_;
  CallHints::Get hints_;
  std::string operation_;
  std::string endpoint_;
  std::string domain_id_source_;  // see CallHints::For
};

}  // namespace provider::cts
