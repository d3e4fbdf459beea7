using System.Diagnostics.Metrics;

namespace Gantry.Server.Admin;

/// <summary>What came in, minute by minute for the last hour and since the server's start, listening to the meter "Gantry.Ingest".</summary>
public sealed class IngestRates : IDisposable
{
    public const int Minutes = 60;

    private readonly Lock gate = new();
    private readonly Minute[] minutes = new Minute[Minutes];
    private readonly MeterListener listener = new();
    private readonly TimeProvider time;
    private Minute sum;

    /// <param name="time">The clock.</param>
    /// <param name="meter">Name of the meter that is listened to.</param>
    public IngestRates(TimeProvider time, string meter = "Gantry.Ingest")
    {
        this.time = time;
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == meter && instrument.Name is "gantry.ingest.instances" or "gantry.ingest.bytes")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument.Name == "gantry.ingest.bytes", value, tags));
        listener.Start();
    }

    /// <summary>The last hour, oldest minute first, the present one last; and everything since the start.</summary>
    public (IReadOnlyList<IngestMinute> LastHour, IngestMinute Total) Read()
    {
        long now = MinuteNow();
        lock (gate)
        {
            List<IngestMinute> hour = new(Minutes);
            for (long at = now - Minutes + 1; at <= now; at++)
            {
                Minute kept = minutes[at % Minutes];
                hour.Add(Describe(kept.At == at ? kept : new Minute { At = at }));
            }

            return (hour, Describe(sum with { At = now }));
        }
    }

    public void Dispose() => listener.Dispose();

    private static IngestMinute Describe(Minute minute) =>
        new(DateTimeOffset.UnixEpoch.AddMinutes(minute.At), minute.Stored, minute.Duplicates, minute.Refused, minute.Bytes);

    private long MinuteNow() => time.GetUtcNow().ToUnixTimeSeconds() / 60;

    private void Note(bool isBytes, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Minute change = default;
        if (isBytes)
        {
            change.Bytes = value;
        }
        else
        {
            string? outcome = tags is [{ Key: "outcome", Value: string said }, ..] ? said : null;
            _ = outcome switch
            {
                "Stored" => change.Stored = value,
                "Duplicate" => change.Duplicates = value,
                _ => change.Refused = value,
            };
        }

        long at = MinuteNow();
        lock (gate)
        {
            ref Minute minute = ref minutes[at % Minutes];
            minute = Add(minute.At == at ? minute : new Minute { At = at }, change);
            sum = Add(sum, change);
        }
    }

    private static Minute Add(Minute a, Minute b) => a with
    {
        Stored = a.Stored + b.Stored,
        Duplicates = a.Duplicates + b.Duplicates,
        Refused = a.Refused + b.Refused,
        Bytes = a.Bytes + b.Bytes,
    };

    private record struct Minute(long At, long Stored, long Duplicates, long Refused, long Bytes);
}
