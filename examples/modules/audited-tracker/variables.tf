# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0

variable "bucket_name" {
  description = "The OBS bucket that receives the traces. It exists already; see README.md for one that is created in the same plan."
  type        = string
  nullable    = false
}

variable "bucket_location" {
  description = "The region of the bucket. Null: the region of the provider."
  type        = string
  default     = null
}

variable "kms_id" {
  description = "The KMS key that encrypts the trace files. Null: they are not encrypted, and no key is checked."
  type        = string
  default     = null
}
