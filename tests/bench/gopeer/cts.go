// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// cts is the service, with the HTTP client and connections that a Go programmer gets by default.
type cts struct {
	client  *http.Client
	address string
}

type bucket struct {
	Name     string    `json:"bucket_name"`
	Location string    `json:"bucket_location"`
	Response *response `json:"check_bucket_response,omitempty"`
}

type response struct {
	Success      bool   `json:"success"`
	Code         int64  `json:"response_code"`
	ErrorCode    string `json:"error_code"`
	ErrorMessage string `json:"error_message"`
}

type body struct {
	Buckets []bucket `json:"buckets"`
}

// check sends all buckets in one call and keeps the order of the response.
func (c *cts) check(ctx context.Context, buckets []bucket) ([]bucket, error) {
	text, err := json.Marshal(body{Buckets: buckets})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := c.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("CTS answered %s", answer.Status)
	}
	var answered body
	if err := json.NewDecoder(answer.Body).Decode(&answered); err != nil {
		return nil, err
	}
	for i, b := range answered.Buckets {
		if b.Response == nil {
			return nil, fmt.Errorf("bucket %d has no response", i)
		}
	}
	return answered.Buckets, nil
}
