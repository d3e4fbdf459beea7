using System.Diagnostics.Metrics;

namespace Gantry.Server.Dimse;

/// <summary>Meter <c>Gantry.Dimse</c>.</summary>
internal sealed class DimseMetrics : IDisposable
{
    private readonly Meter meter = new("Gantry.Dimse");
    private readonly Histogram<double> associationSeconds;
    private readonly Histogram<double> storeSeconds;
    private readonly Histogram<double> findSeconds;
    private readonly Histogram<int> findMatches;
    private readonly Counter<long> storeBytes;
    private readonly UpDownCounter<long> active;

    public DimseMetrics()
    {
        associationSeconds = meter.CreateHistogram<double>("gantry.dimse.association.duration", "s", "Duration of accepted connections, by how they ended.");
        storeSeconds = meter.CreateHistogram<double>("gantry.dimse.store.duration", "s", "From C-STORE-RQ to its durable outcome, by status.");
        findSeconds = meter.CreateHistogram<double>("gantry.dimse.find.duration", "s", "From C-FIND-RQ to its final response, by status.");
        findMatches = meter.CreateHistogram<int>("gantry.dimse.find.matches", "{match}", "Matches of a C-FIND.");
        storeBytes = meter.CreateCounter<long>("gantry.dimse.store.bytes", "By", "Data set bytes of C-STOREs that became whole.");
        active = meter.CreateUpDownCounter<long>("gantry.dimse.connections", "{connection}", "Open connections to the DICOM port.");
    }

    public void Opened() => active.Add(1);

    public void Ended(string end, TimeSpan duration)
    {
        active.Add(-1);
        associationSeconds.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("end", end));
    }

    public void Stored(ushort status, long bytes, TimeSpan duration)
    {
        storeBytes.Add(bytes);
        storeSeconds.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("status", (int)status));
    }

    public void Found(ushort status, int matches, TimeSpan duration)
    {
        findMatches.Record(matches);
        findSeconds.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("status", (int)status));
    }

    public void Dispose() => meter.Dispose();
}
