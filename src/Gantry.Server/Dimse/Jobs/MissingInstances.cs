using Gantry.Archive.Peers;
using Gantry.Archive.Retrieve;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Network.Requesting;
using Gantry.Network.Services.QueryRetrieve;
using Gantry.Server.Peers;

namespace Gantry.Server.Dimse.Jobs;

/// <summary>Asks a peer by C-FIND which instances a retrieval means, and tells those that are not here: series that lack everything whole, of others the instances.</summary>
internal sealed class MissingInstances(PeerConnector connector, IInstanceCatalog catalog)
{
    private const int MaxAnswers = 100_000;

    /// <summary>Instances named in one request: their UIDs must stay below the 64 KB of a value in explicit VR.</summary>
    private const int MaxNamed = 500;

    /// <summary>What to ask for, and how many are here already; null where the peer cannot tell, so that everything is asked for.</summary>
    public async Task<(IReadOnlyList<RetrieveKeys> Keys, int Here)?> FindAsync(Peer peer, RetrieveKeys wanted, CancellationToken cancellationToken)
    {
        if (await connector.RequestAsync(peer, connector.OptionsFor(peer), [FindScu.Context(InformationModel.StudyRoot)], cancellationToken).ConfigureAwait(false) is not RequestOutcome.Accepted { Association: var association })
        {
            return null;
        }

        await using (association.ConfigureAwait(false))
        {
            List<RetrieveKeys> missing = [];
            int here = 0;
            if (await StudiesAsync(association, wanted, cancellationToken).ConfigureAwait(false) is not { } studies)
            {
                return null;
            }

            foreach (string study in studies)
            {
                IReadOnlyList<string>? series = wanted.Series.Count > 0 ? wanted.Series : await AskAsync(association, "SERIES", Tags.SeriesInstanceUID, [(Tags.StudyInstanceUID, study)], cancellationToken).ConfigureAwait(false);
                foreach (string one in series ?? [])
                {
                    IReadOnlyList<string>? instances = wanted.Instances.Count > 0 ? wanted.Instances
                        : await AskAsync(association, "IMAGE", Tags.SOPInstanceUID, [(Tags.StudyInstanceUID, study), (Tags.SeriesInstanceUID, one)], cancellationToken).ConfigureAwait(false);
                    if (instances is null)
                    {
                        return null;
                    }

                    here += await AddAsync(missing, study, one, instances, cancellationToken).ConfigureAwait(false);
                }

                if (series is null)
                {
                    return null;
                }
            }

            await association.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
            return (missing, here);
        }
    }

    private static async Task<IReadOnlyList<string>?> StudiesAsync(RequestedAssociation association, RetrieveKeys wanted, CancellationToken cancellationToken) =>
        wanted.Studies.Count > 0 ? wanted.Studies : await AskAsync(association, "STUDY", Tags.StudyInstanceUID, [(Tags.PatientID, wanted.PatientId!)], cancellationToken).ConfigureAwait(false);

    /// <summary>How many of the series are here.</summary>
    private async Task<int> AddAsync(List<RetrieveKeys> missing, string study, string series, IReadOnlyList<string> instances, CancellationToken cancellationToken)
    {
        List<string> lacking = [];
        foreach (string instance in instances)
        {
            if (!InstanceUid.TryParse(instance, out InstanceUid uid) || await catalog.FindAsync(uid, cancellationToken).ConfigureAwait(false) is null)
            {
                lacking.Add(instance);
            }
        }

        RetrieveKeys whole = new() { Studies = [study], Series = [series] };
        if (lacking.Count == instances.Count && lacking.Count > MaxNamed)
        {
            missing.Add(whole);
        }
        else
        {
            missing.AddRange(lacking.Chunk(MaxNamed).Select(chunk => whole with { Instances = chunk }));
        }

        return instances.Count - lacking.Count;
    }

    /// <summary>The UIDs that the peer answers with; null where it does not answer to the end.</summary>
    private static async Task<IReadOnlyList<string>?> AskAsync(RequestedAssociation association, string level, DicomTag uid, IReadOnlyList<(DicomTag Tag, string Value)> keys, CancellationToken cancellationToken)
    {
        Dataset identifier = new Dataset().Set(Tags.QueryRetrieveLevel, level);
        identifier.Set(uid, Vr.UI, ReadOnlySpan<string>.Empty);
        foreach ((DicomTag tag, string value) in keys)
        {
            identifier.Set(tag, value);
        }

        HashSet<string> found = [];
        FindResult result = await FindScu.FindAsync(
            association,
            InformationModel.StudyRoot,
            identifier,
            match =>
            {
                if (match.GetString(uid) is { Length: > 0 } value)
                {
                    found.Add(value);
                }

                return found.Count < MaxAnswers;
            },
            cancellationToken).ConfigureAwait(false);
        return result.IsSuccess ? [.. found] : null;
    }
}
