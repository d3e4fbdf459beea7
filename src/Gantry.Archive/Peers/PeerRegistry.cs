using Gantry.Archive.Audit;
using Gantry.Archive.Security;
using Gantry.Archive.Views;
using Gantry.Dicom;

namespace Gantry.Archive.Peers;

/// <summary>The peers that we know: found for every association, changed by administrators. Every change is checked, durable when it returns, and audited.</summary>
public sealed class PeerRegistry(IPeerStore store, IViewStore views, IAuditLog audit, TimeProvider time)
{
    public IReadOnlyList<Peer> List() => store.List();

    public Peer? Find(string name) => store.Find(name);

    /// <summary>By AE title as a calling AE, or as a move destination; null for what is no AE title at all too. Disabled ones are found.</summary>
    public Peer? FindByAeTitle(string title) => AeTitle.TryParse(title, out AeTitle parsed) ? store.FindByAeTitle(parsed) : null;

    public async ValueTask<PeerOutcome> AddAsync(Peer peer, Caller by, CancellationToken cancellationToken)
    {
        if (PeerRules.FindFault(peer, views) is { } fault)
        {
            return new PeerOutcome.Refused(fault);
        }

        DateTimeOffset now = time.GetUtcNow();
        Peer added = peer with { CreatedAt = now, ChangedAt = now };
        if (!store.Add(added))
        {
            return new PeerOutcome.Taken(store.Find(peer.Name) is null ? $"the AE title {peer.AeTitle} is another peer's" : $"there is a peer of the name {peer.Name}");
        }

        await RecordAsync(AuditKind.PeerAdded, added, by, cancellationToken).ConfigureAwait(false);
        return new PeerOutcome.Done(added);
    }

    public async ValueTask<PeerOutcome> ChangeAsync(string name, Func<Peer, Peer> change, Caller by, CancellationToken cancellationToken)
    {
        string? fault = null;
        Peer? changed = store.Update(
            name,
            before =>
            {
                Peer after = change(before) with { Name = before.Name, CreatedAt = before.CreatedAt, ChangedAt = time.GetUtcNow() };
                fault = PeerRules.FindFault(after, views);
                return fault is null ? after : before;
            },
            out bool isTaken);
        if (changed is null)
        {
            return isTaken ? new PeerOutcome.Taken("the AE title is another peer's") : new PeerOutcome.Unknown();
        }

        if (fault is not null)
        {
            return new PeerOutcome.Refused(fault);
        }

        await RecordAsync(AuditKind.PeerChanged, changed, by, cancellationToken).ConfigureAwait(false);
        return new PeerOutcome.Done(changed);
    }

    public async ValueTask<PeerOutcome> RemoveAsync(string name, Caller by, CancellationToken cancellationToken)
    {
        if (store.Remove(name) is not { } removed)
        {
            return new PeerOutcome.Unknown();
        }

        await RecordAsync(AuditKind.PeerRemoved, removed, by, cancellationToken).ConfigureAwait(false);
        return new PeerOutcome.Done(removed);
    }

    private ValueTask RecordAsync(AuditKind kind, Peer peer, Caller by, CancellationToken cancellationToken) =>
        audit.AppendAsync(
            new AuditEvent(kind, by.Actor, by.Address, peer.Name, $"{peer.AeTitle} at {peer.Host}:{peer.Port}{(peer.Tls ? " with TLS" : "")}, may {peer.Rights}{(peer.Views.Count == 0 ? "" : " in " + string.Join(", ", peer.Views))}{(peer.IsDisabled ? ", disabled" : "")}"),
            cancellationToken);
}
