using Gantry.Archive.Changes;
using Gantry.Archive.Index;
using Gantry.Archive.Peers;
using Gantry.Archive.Query;
using Gantry.Archive.Retrieve;
using Gantry.Archive.Views;

namespace Gantry.Server.Dimse.Commitment;

/// <summary>What a peer can get commitment of: what it may see, and what it sent itself. Of anything else it is not even told that it is here.</summary>
internal sealed class CommitScope(PeerRegistry peers, ViewRegistry views, IQueryEngine queries, IChangeFeed feed)
{
    /// <summary>Of the views as they are now.</summary>
    public Func<StoredInstance, CancellationToken, ValueTask<bool>> Of(string peerAe)
    {
        if (views.ScopeOf(peers.FindByAeTitle(peerAe)) is not { } scope)
        {
            return (_, _) => ValueTask.FromResult(true);
        }

        SeriesInScope series = new(queries, scope);
        return async (instance, cancellationToken) =>
            await series.ContainsAsync(instance.Identity, cancellationToken).ConfigureAwait(false) || await IsFromAsync(instance, peerAe, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> IsFromAsync(StoredInstance instance, string peerAe, CancellationToken cancellationToken) =>
        await feed.ReadAsync(instance.ChangeNumber - 1, 1, cancellationToken).ConfigureAwait(false) is [{ SourceAe: { } source }] && source == peerAe;
}
