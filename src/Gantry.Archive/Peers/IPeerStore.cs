using Gantry.Dicom;

namespace Gantry.Archive.Peers;

/// <summary>Keeps peers durably; other processes may change them at any moment, so every read tells what is so now.</summary>
public interface IPeerStore
{
    IReadOnlyList<Peer> List();

    /// <summary>By its name, without regard to case.</summary>
    Peer? Find(string name);

    Peer? FindByAeTitle(AeTitle title);

    /// <summary>False when its name or AE title is taken.</summary>
    bool Add(Peer peer);

    /// <summary>Changes a peer in one step; its name stays. Null when there is none of this name, or when the new AE title is taken by another.</summary>
    Peer? Update(string name, Func<Peer, Peer> change, out bool isTaken);

    /// <summary>The peer as it was; null when there is none of this name.</summary>
    Peer? Remove(string name);
}
