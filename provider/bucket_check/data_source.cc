// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/data_source.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "provider/bucket_check/check_config.h"
#include "provider/bucket_check/check_run.h"
#include "provider/bucket_check/messages.h"

namespace provider::bucket_check {
namespace {

cty::Value StringOrNull(const std::optional<std::string>& text) {
  return text ? cty::Value::String(*text) : cty::Value::Null();
}

cty::Value EmptyIsNull(const std::string& text) {
  return text.empty() ? cty::Value::Null() : cty::Value::String(text);
}

cty::Value VerdictValue(const cts::BucketVerdict& verdict) {
  return cty::Value::Object(
      {{"success", cty::Value::Bool(verdict.success)},
       {"response_code",
        verdict.response_code ? cty::Value::Integer(*verdict.response_code) : cty::Value::Null()},
       {"error_code", StringOrNull(verdict.error_code)},
       {"error_message", StringOrNull(verdict.error_message)}});
}

cty::Value BucketResult(const cts::BucketQuery& query, const cts::BucketVerdict& verdict,
                        cty::Value response) {
  // An initializer list would copy each name and value. The names are added in sorted order, so
  // each one goes to the end.
  cty::Value::Attributes result;
  const auto add = [&result](const char* name, cty::Value value) {
    result.emplace_hint(result.end(), name, std::move(value));
  };
  add("bucket_location", cty::Value::String(query.location));
  add("bucket_name", cty::Value::String(query.name));
  add("check_bucket_response", std::move(response));
  add("is_support_trace_files_encryption", cty::Value::Bool(query.encryption.value_or(false)));
  add("kms_id", StringOrNull(query.kms_id));
  add("message", cty::Value::String(BucketMessage(query, verdict)));
  return cty::Value::Object(std::move(result));
}

// Returns `config` with its read-only attributes filled in. User-set values, including an empty
// string, must stay as written, because core compares them. The result is wholly known. `region` is
// null if no region is set, `domain_id` if nothing was checked.
cty::Value ResultValue(const cty::Value& config, const CheckReport& report) {
  cty::Value::Elements results;
  cty::Value::Elements failed_names;
  std::set<std::string_view> seen;
  results.reserve(report.queries.size());
  cty::Value response;
  for (std::size_t i = 0; i < report.queries.size(); ++i) {
    const cts::BucketQuery& query = report.queries[i];
    const cts::BucketVerdict& verdict = report.verdicts[i];
    // Adjacent buckets often have the same verdict, and copies of a value share its memory.
    if (i == 0 || verdict != report.verdicts[i - 1]) response = VerdictValue(verdict);
    results.push_back(BucketResult(query, verdict, response));
    if (!verdict.success && seen.insert(query.name).second) {
      failed_names.push_back(cty::Value::String(query.name));
    }
  }

  cty::Value::Attributes state = config.AsObject();
  if (state["region"].IsNull()) state["region"] = EmptyIsNull(report.region);
  state["domain_id"] = EmptyIsNull(report.domain_id);
  state["all_successful"] = cty::Value::Bool(failed_names.empty());
  state["failed_bucket_names"] = cty::Value::List(std::move(failed_names));
  state["results"] = cty::Value::List(std::move(results));
  state["summary"] = cty::Value::String(Summary(report.queries, report.verdicts));
  return cty::Value::Object(std::move(state));
}

void Validate(const framework::ValidateRequest& request, framework::Diagnostics& diagnostics) {
  ValidateCheckConfig(request.config, diagnostics);
  if (!diagnostics.HasError() && request.provider_data != nullptr) {
    AnnounceCheck(request.config, *request.provider_data);
  }
}

framework::ReadResponse ReadCheck(const framework::ReadRequest& request) {
  auto report = RunCheck(request);
  if (!report) return std::move(report.error());
  framework::ReadResponse response;
  if (report->require_success) AddFailures(*report, response.diagnostics);
  if (!response.diagnostics.HasError()) response.state = ResultValue(request.config, *report);
  return response;
}

}  // namespace

void DataSource::ValidateConfig(const framework::ValidateRequest& request,
                                framework::Diagnostics& diagnostics) const {
  Validate(request, diagnostics);
}

framework::ReadResponse DataSource::Read(const framework::ReadRequest& request) {
  return ReadCheck(request);
}

void EphemeralResource::ValidateConfig(const framework::ValidateRequest& request,
                                       framework::Diagnostics& diagnostics) const {
  Validate(request, diagnostics);
}

framework::ReadResponse EphemeralResource::Open(const framework::ReadRequest& request) {
  return ReadCheck(request);
}

}  // namespace provider::bucket_check
