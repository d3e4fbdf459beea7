using Gantry.Archive.Peers;
using Gantry.Dicom;

namespace Gantry.Testing.Archive;

/// <summary>Peers in memory, for tests of what is around the registry.</summary>
public sealed class MemoryPeerStore : IPeerStore
{
    private readonly Dictionary<string, Peer> peers = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<Peer> List() => [.. peers.Values];

    public Peer? Find(string name) => peers.GetValueOrDefault(name);

    public Peer? FindByAeTitle(AeTitle title) => peers.Values.SingleOrDefault(p => p.AeTitle == title);

    public bool Add(Peer peer) => FindByAeTitle(peer.AeTitle) is null && peers.TryAdd(peer.Name, peer);

    public Peer? Update(string name, Func<Peer, Peer> change, out bool isTaken)
    {
        isTaken = false;
        return peers.TryGetValue(name, out Peer? before) ? peers[name] = change(before) : null;
    }

    public Peer? Remove(string name) => peers.Remove(name, out Peer? removed) ? removed : null;
}
