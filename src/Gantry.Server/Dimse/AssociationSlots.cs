using System.Net;

namespace Gantry.Server.Dimse;

/// <summary>Counts connections, in all and for each address. Some beyond the limit are let in to be told so; what comes beyond those is closed.</summary>
internal sealed class AssociationSlots(int max, int maxPerPeer)
{
    private const int RoomToRefuse = 32;
    private readonly Dictionary<IPAddress, int> perPeer = [];
    private readonly Lock gate = new();
    private int total;

    public int Count
    {
        get
        {
            lock (gate)
            {
                return total;
            }
        }
    }

    public SlotOutcome Enter(IPAddress address)
    {
        lock (gate)
        {
            int here = perPeer.GetValueOrDefault(address);
            if (total >= max + RoomToRefuse || here >= maxPerPeer + RoomToRefuse)
            {
                return SlotOutcome.Closed;
            }

            perPeer[address] = here + 1;
            total++;
            return total > max || here >= maxPerPeer ? SlotOutcome.Refused : SlotOutcome.Admitted;
        }
    }

    /// <summary>For every entry that was not <see cref="SlotOutcome.Closed"/>.</summary>
    public void Leave(IPAddress address)
    {
        lock (gate)
        {
            total--;
            int here = perPeer[address] - 1;
            if (here == 0)
            {
                perPeer.Remove(address);
            }
            else
            {
                perPeer[address] = here;
            }
        }
    }
}
