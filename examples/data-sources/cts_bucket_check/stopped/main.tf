# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

# A plan that stops: one of the two buckets does not exist, and a precondition guards the tracker that
# would write to it.
#
# The provider takes everything from the environment; examples/run.sh sets it.

terraform {
  required_version = ">= 1.4"

  required_providers {
    cts = {
      source = "terraform.local/cts/cts"
    }
  }
}

provider "cts" {}

variable "bucket_names" {
  description = "The buckets that trackers would write to."
  type        = list(string)
  default     = ["audit-traces", "missing-audit-traces"]
}

data "cts_bucket_check" "audit" {
  buckets = [for name in var.bucket_names : { bucket_name = name }]
}

# Stands for the tracker, so that the example needs no other provider.
resource "terraform_data" "tracker" {
  input = var.bucket_names

  lifecycle {
    precondition {
      condition     = data.cts_bucket_check.audit.all_successful
      error_message = data.cts_bucket_check.audit.summary
    }
  }
}
