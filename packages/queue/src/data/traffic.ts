/** Counts the payload bytes that a process moves through Redis; commands and job data, which are small, are left out. */
export interface Traffic {
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export interface TrafficCounter {
  sent(bytes: number): void;
  received(bytes: number): void;
  /** Since the counter was created; never falls. */
  total(): Traffic;
}

export function createTrafficCounter(): TrafficCounter {
  let bytesSent = 0;
  let bytesReceived = 0;
  return {
    sent: (bytes) => void (bytesSent += bytes),
    received: (bytes) => void (bytesReceived += bytes),
    total: () => ({ bytesSent, bytesReceived }),
  };
}
