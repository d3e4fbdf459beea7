using Gantry.Archive.Peers;
using Gantry.Archive.Query;
using Gantry.Archive.Views;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Network.Acceptance;
using Gantry.Network.Dimse;
using Gantry.Network.Services.QueryRetrieve;
using Gantry.Network.UpperLayer;
using Gantry.Server.Dimse;
using Gantry.Server.Dimse.Find;
using Gantry.Testing;
using Gantry.Testing.Archive;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.UnitTests.Network.Find;

public sealed class FindScpTests
{
    private static readonly byte[] Identifier = DatasetBuilder.Encode(new Dataset().Set(Tags.QueryRetrieveLevel, "STUDY").Set(Tags.StudyInstanceUID, ""));

    [Fact]
    public async Task A_cancel_ends_a_query_that_has_no_end()
    {
        await using ServedPair pair = await ConnectAsync(new EndlessEngine(), new DimseOptions { MaxFindMatches = 10_000_000 });
        using CancellationTokenSource cancel = new();
        List<ushort> statuses = [];
        await foreach (DimseResponse response in FindAsync(pair, Identifier, cancel.Token))
        {
            statuses.Add(response.Status);
            await cancel.CancelAsync();
        }

        Assert.Equal(DimseStatus.Cancel, statuses[^1]);
        Assert.All(statuses.SkipLast(1), s => Assert.Equal(DimseStatus.Pending, s));
    }

    [Fact]
    public async Task A_limit_ends_a_query_that_has_no_end()
    {
        await using ServedPair pair = await ConnectAsync(new EndlessEngine(), new DimseOptions { MaxFindMatches = 2500 });
        List<DimseResponse> responses = await FindAsync(pair, Identifier, CancellationToken.None).ToListAsync();
        Assert.Equal((2501, DimseStatus.OutOfResources), (responses.Count, responses[^1].Status));
    }

    [Fact]
    public async Task An_identifier_that_cannot_be_read_is_answered_so()
    {
        await using ServedPair pair = await ConnectAsync(new EndlessEngine(), new DimseOptions());
        List<DimseResponse> responses = await FindAsync(pair, new byte[] { 8, 0, 5, 0, (byte)'C', (byte)'S', 200, 0, 1 }, CancellationToken.None).ToListAsync();
        Assert.Equal(0xC000, Assert.Single(responses).Status);
        Assert.NotNull(responses[0].Command.ErrorComment);
    }

    [Fact]
    public async Task Who_may_not_query_is_told_so()
    {
        await using ServedPair pair = await ConnectAsync(new EndlessEngine(), new DimseOptions(), new AdmissionAnswer { Permits = (_, _) => false });
        Assert.Equal(DimseStatus.NotAuthorized, Assert.Single(await FindAsync(pair, Identifier, CancellationToken.None).ToListAsync()).Status);
    }

    private static MemoryPeerStore Peers => new();

    private static MemoryViewStore Views => new();

    private static IAsyncEnumerable<DimseResponse> FindAsync(ServedPair pair, byte[] identifier, CancellationToken cancel) => pair.Requestor.InvokeManyAsync(
        pair.Requestor.Contexts[0], new CommandSet { Field = CommandField.CFindRequest, AffectedSopClassUid = FindSopClasses.StudyRoot, Priority = 0 }, identifier, cancel, CancellationToken.None);

    private static Task<ServedPair> ConnectAsync(IQueryEngine engine, DimseOptions options, AdmissionAnswer? permits = null) => ServedPair.ConnectAsync(
        [new FindScp(
            engine, new PeerRegistry(Peers, Views, new MemoryAuditLog(), TimeProvider.System), new ViewRegistry(Views, Peers, new MemoryAuditLog(), TimeProvider.System), new MemoryAuditLog(), options, new DimseMetrics(), TimeProvider.System)],
        [FindSopClasses.StudyRoot], permits);

    private sealed class EndlessEngine : IQueryEngine
    {
        public ValueTask<QueryResult> QueryAsync(QueryRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(new QueryResult(
            [.. Enumerable.Range(request.Offset, request.Limit).Select(n => new Dataset().Set(Tags.StudyInstanceUID, $"1.2.{n + 1}"))], HasMore: true, []));

        public ValueTask<long> CountAsync(QueryRequest request, long atMost, CancellationToken cancellationToken) => ValueTask.FromResult(atMost);
    }
}
