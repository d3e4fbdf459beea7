namespace Gantry.Server.Dimse.Sending;

/// <summary>The places and the idle associations of one peer.</summary>
internal sealed class PeerSlots(int places)
{
    private readonly List<(PeerLease Lease, long Use)> idle = [];
    private readonly Lock gate = new();
    private long uses;

    /// <summary>Associations in use.</summary>
    public SemaphoreSlim Places { get; } = new(places, places);

    /// <summary>The one used last, or null.</summary>
    public PeerLease? Take()
    {
        lock (gate)
        {
            if (idle.Count == 0)
            {
                return null;
            }

            PeerLease lease = idle[^1].Lease;
            idle.RemoveAt(idle.Count - 1);
            return lease;
        }
    }

    public void Keep(PeerLease lease)
    {
        lock (gate)
        {
            idle.Add((lease, ++uses));
        }
    }

    /// <summary>The number of the use after which it was kept.</summary>
    public long Uses(PeerLease lease)
    {
        lock (gate)
        {
            return idle.Find(i => i.Lease == lease).Use;
        }
    }

    /// <summary>Takes it where it has not been used since.</summary>
    public bool TakeUnused(PeerLease lease, long use)
    {
        lock (gate)
        {
            return idle.Remove((lease, use));
        }
    }
}
