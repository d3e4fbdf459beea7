namespace Gantry.Server.Peers;

/// <summary>The associations of late, since the start of this process: some hundred, the oldest give way. Log and audit keep them for good.</summary>
public sealed class AssociationHistory
{
    private const int Kept = 500;
    private readonly Queue<AssociationRecord> records = new(Kept);
    private readonly Lock gate = new();

    public void Add(AssociationRecord record)
    {
        lock (gate)
        {
            if (records.Count == Kept)
            {
                records.Dequeue();
            }

            records.Enqueue(record);
        }
    }

    /// <summary>Newest first.</summary>
    /// <param name="peer">Those with this peer of the registry only; null for all.</param>
    /// <param name="limit">At most so many.</param>
    public IReadOnlyList<AssociationRecord> List(string? peer, int limit)
    {
        lock (gate)
        {
            return [.. records.Reverse().Where(r => peer is null || string.Equals(r.Peer, peer, StringComparison.OrdinalIgnoreCase)).Take(limit)];
        }
    }
}
