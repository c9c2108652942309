// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/bucket_check/data_source.h"

#include "provider/bucket_check/check_read.h"

namespace provider::bucket_check {

void DataSource::ValidateConfig(const cty::Value& config,
                                framework::Diagnostics& diagnostics) const {
  ValidateCheck(service_, config, diagnostics);
}

framework::ReadResponse DataSource::Read(const framework::ReadRequest& request) {
  return ReadCheck(service_, clock_, request);
}

}  // namespace provider::bucket_check
