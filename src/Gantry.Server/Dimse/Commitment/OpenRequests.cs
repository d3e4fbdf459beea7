using System.Collections.Concurrent;
using Gantry.Network.Services;

namespace Gantry.Server.Dimse.Commitment;

/// <summary>The associations on which commitment was asked for, while they last: the outcome may go back on them (PS3.4 J.3.3.1). A convenience, never the truth.</summary>
internal sealed class OpenRequests
{
    private const int MaxKept = 1000;
    private readonly ConcurrentDictionary<long, ServedAssociation> associations = new();

    public void Remember(long job, ServedAssociation association)
    {
        if (associations.Count < MaxKept)
        {
            associations[job] = association;
        }
    }

    public ServedAssociation? Take(long job) => associations.TryRemove(job, out ServedAssociation? association) ? association : null;
}
