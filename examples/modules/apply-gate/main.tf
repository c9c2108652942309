# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

# Checks twice: during the plan, so that a reviewer sees the reason, and during the apply, because hours
# may pass before a plan is approved.

locals {
  buckets = [for name in var.bucket_names : { bucket_name = name }]
}

data "cts_bucket_check" "plan" {
  buckets  = local.buckets
  timeouts = { read = var.timeout }
}

resource "terraform_data" "plan" {
  input = var.bucket_names

  lifecycle {
    precondition {
      condition     = data.cts_bucket_check.plan.all_successful
      error_message = data.cts_bucket_check.plan.summary
    }
  }
}

# Opened again during the apply, before whatever depends on the module's output. It comes after the
# precondition, so that a plan shows each reason once. require_success makes it a gate: a condition cannot
# use its summary, because Terraform allows no ephemeral value in an error message.
ephemeral "cts_bucket_check" "apply" {
  require_success = true
  buckets         = local.buckets
  timeouts        = { read = var.timeout }

  depends_on = [terraform_data.plan]
}
