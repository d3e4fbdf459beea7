using Gantry.Archive.Peers;
using Gantry.Dicom.Datasets;
using Gantry.Network.Requesting;
using Gantry.Network.Services.QueryRetrieve;

namespace Gantry.Server.Peers;

/// <summary>Asks peers for studies while a person waits (C-FIND SCU, Study Root).</summary>
public sealed class PeerSearch(PeerConnector connector, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Whatever the peer does is an answer; a cancelled request sends C-CANCEL and drops the association.</summary>
    /// <param name="peer">Who is asked.</param>
    /// <param name="question">Without a fault.</param>
    /// <param name="limit">At most so many; the peer is told to stop then.</param>
    /// <param name="cancellationToken">Of the person who waits.</param>
    public async Task<PeerFindings> FindAsync(Peer peer, PeerQuestion question, int limit, CancellationToken cancellationToken)
    {
        RequestOutcome outcome = await connector.RequestAsync(peer, connector.OptionsFor(peer), [FindScu.Context(InformationModel.StudyRoot)], cancellationToken).ConfigureAwait(false);
        if (outcome is not RequestOutcome.Accepted { Association: var association })
        {
            return new PeerFindings([], false, outcome is RequestOutcome.Rejected r ? $"{peer.Name} rejects the association: {r.Reject}" : ((RequestOutcome.Failed)outcome).Detail);
        }

        await using (association.ConfigureAwait(false))
        {
            if (association.Contexts.Count == 0)
            {
                return new PeerFindings([], false, $"{peer.Name} cannot be searched: it does not offer Study Root queries");
            }

            return await AskAsync(peer, association, question, limit, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<PeerFindings> AskAsync(Peer peer, RequestedAssociation association, PeerQuestion question, int limit, CancellationToken cancellationToken)
    {
        List<Dataset> matches = [];
        bool isCut = false;
        bool Take(Dataset match)
        {
            isCut = matches.Count == limit;
            if (!isCut)
            {
                matches.Add(match);
            }

            return !isCut;
        }

        try
        {
            FindResult result = await FindScu.FindAsync(association, InformationModel.StudyRoot, question.ToIdentifier(), Take, cancellationToken)
                .WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
            await association.ReleaseAsync(CancellationToken.None).WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
            return new PeerFindings(matches, isCut, result.IsSuccess ? null : $"{peer.Name}: {result}");
        }
        catch (TimeoutException)
        {
            // The association is dropped while its pump may still hand out matches: these are no longer looked at.
            return new PeerFindings([], false, $"{peer.Name} has not finished its answer within {Patience.TotalSeconds:0} seconds");
        }
    }
}
