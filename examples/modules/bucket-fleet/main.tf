# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

# Checks every bucket of a fleet, with one call for each region, and reports on each.

locals {
  keys_by_region = { for key, bucket in var.buckets : bucket.region => key... }

  # In the order of a region's keys, which is the order of its results.
  report = merge([
    for region, keys in local.keys_by_region : {
      for index, key in keys : key => {
        bucket_name = var.buckets[key].bucket_name
        region      = data.cts_bucket_check.this[region].region
        ok          = data.cts_bucket_check.this[region].results[index].check_bucket_response.success
        message     = data.cts_bucket_check.this[region].results[index].message
      }
    }
  ]...)

  failed_keys = [for key, result in local.report : key if !result.ok]
}

data "cts_bucket_check" "this" {
  for_each = local.keys_by_region

  region = each.key == "" ? null : each.key
  buckets = [
    for key in each.value : {
      bucket_name     = var.buckets[key].bucket_name
      bucket_location = var.buckets[key].bucket_location
      kms_id          = var.buckets[key].kms_id
    }
  ]
}

# Warns and stops nothing, so that the report is written when a bucket is unusable. A precondition on a
# tracker guards that tracker.
check "fleet" {
  assert {
    condition = length(local.failed_keys) == 0
    error_message = join("\n", concat(["These buckets cannot receive traces:"], [
      for key in local.failed_keys : "  ${key}: ${local.report[key].message}"
    ]))
  }
}

# A built-in resource, so that the module needs no other provider. It is replaced, and the file written
# again, if the report changes. An environment variable holds at most 128 KB, so the file has a message
# only for each failure.
resource "terraform_data" "report" {
  count = var.report_file == null ? 0 : 1

  triggers_replace = {
    file = var.report_file
    json = jsonencode({
      checked = length(local.report)
      ok      = sort([for key, result in local.report : key if result.ok])
      failed  = { for key in local.failed_keys : key => local.report[key] }
    })
  }

  provisioner "local-exec" {
    command = "printf '%s\\n' \"$REPORT\" > \"$REPORT_FILE\""
    environment = {
      REPORT      = self.triggers_replace.json
      REPORT_FILE = self.triggers_replace.file
    }
  }
}
