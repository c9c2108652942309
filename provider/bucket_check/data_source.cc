// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/data_source.h"

#include <utility>

#include "provider/bucket_check/check_config.h"
#include "provider/bucket_check/check_run.h"
#include "provider/bucket_check/result_value.h"

namespace provider::bucket_check {
namespace {

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
