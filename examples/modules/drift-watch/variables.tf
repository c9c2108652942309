# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

variable "buckets" {
  description = "The buckets that trackers write to."
  type = list(object({
    bucket_name     = string
    bucket_location = optional(string)
    kms_id          = optional(string)
  }))
  nullable = false
}

variable "expected_domain_id" {
  description = "The ID of the account that the buckets belong to. Null: any."
  type        = string
  default     = null
}
