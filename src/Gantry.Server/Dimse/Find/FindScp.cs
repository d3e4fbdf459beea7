using System.Net;
using Gantry.Archive.Audit;
using Gantry.Archive.Index;
using Gantry.Archive.Peers;
using Gantry.Archive.Query;
using Gantry.Archive.Views;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Network.Dimse;
using Gantry.Network.Services;
using Gantry.Network.Services.QueryRetrieve;
using Gantry.Network.UpperLayer;

namespace Gantry.Server.Dimse.Find;

/// <summary>C-FIND of the query/retrieve service class (PS3.4 C.4.1) in its three information models, by the archive's query engine.</summary>
internal sealed class FindScp(IQueryEngine engine, PeerRegistry peers, ViewRegistry views, IAuditLog audit, DimseOptions options, DimseMetrics metrics, TimeProvider time) : IServiceScp
{
    /// <summary>Matches held in memory for one query at a time: so many at first, and more for those that want more, since each page walks over those before it.</summary>
    private const int FirstPage = 1000;

    private const int MaxPage = 4000;

    /// <summary>Responses that go out in one write; C-CANCEL is looked for between.</summary>
    private const int Batch = 64;

    /// <summary>Attributes that the audit stream names of one search.</summary>
    private const int MaxNoted = 16;

    private const ushort UnableToProcess = 0xC000;

    public bool Negotiates(string sopClassUid) => FindSopClasses.All.ContainsKey(sopClassUid);

    public ReadOnlyMemory<byte>? AnswerExtended(string sopClassUid, ReadOnlyMemory<byte> proposed) =>
        FindNegotiation.Read(proposed.Span).And(FindNegotiation.Full).Write(proposed.Length);

    public bool Performs(AcceptedContext context, CommandSet request) =>
        request.Field == CommandField.CFindRequest && request.AffectedSopClassUid == context.AbstractSyntax && FindSopClasses.All.ContainsKey(context.AbstractSyntax);

    public async Task PerformAsync(ServedOperation operation, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        (CommandSet final, int matches) = await FindAsync(operation, cancellationToken).ConfigureAwait(false);
        await operation.RespondAsync(final, cancellationToken).ConfigureAwait(false);
        await NoteAsync(operation, final, matches).ConfigureAwait(false);
        metrics.Found(final.Status!.Value, matches, time.GetElapsedTime(started));
    }

    private async Task<(CommandSet Final, int Matches)> FindAsync(ServedOperation operation, CancellationToken cancellationToken)
    {
        DatasetReadResult read = DatasetReader.Read(operation.Dataset, operation.Context.Syntax);
        if (read.Error is { } error)
        {
            return (operation.Request.Respond(UnableToProcess, $"The identifier cannot be read at byte {error.Offset}"), 0);
        }

        FindIdentifierReader reader = new(Agreed(operation), options.RequireUniqueKeys);
        if (reader.Read(read.Dataset, FindSopClasses.All[operation.Context.AbstractSyntax], out FindFault? fault) is not { } question)
        {
            return (operation.Request.Respond(DimseStatus.DataSetMismatch, fault!.Comment) with { OffendingElements = [fault.Element.Value] }, 0);
        }

        try
        {
            return await AnswerAsync(operation, question, cancellationToken).ConfigureAwait(false);
        }
        catch (IndexException failed)
        {
            return (operation.Request.Respond(failed.IsTransient ? DimseStatus.OutOfResources : UnableToProcess, "The index is not available"), 0);
        }
    }

    private async Task<(CommandSet Final, int Matches)> AnswerAsync(ServedOperation operation, FindQuestion question, CancellationToken cancellationToken)
    {
        Peer? peer = peers.FindByAeTitle(operation.Association.PeerAe);
        FindAnswer answer = new(question, peer?.CharacterSet, operation.Association.OwnAe, operation.Context.Syntax);
        QueryRequest request = question.Request with { Scope = views.ScopeOf(peer) };
        int sent = 0;
        int pageSize = FirstPage;
        while (true)
        {
            int limit = Math.Min(pageSize, options.MaxFindMatches - sent);
            pageSize = Math.Min(2 * pageSize, MaxPage);
            QueryResult page = await engine.QueryAsync(request with { Offset = sent, Limit = limit }, cancellationToken).ConfigureAwait(false);
            CommandSet pending = operation.Request.Respond(page.UnsupportedKeys.Count > 0 ? DimseStatus.PendingWithoutSomeKeys : DimseStatus.Pending);
            foreach (Dataset[] batch in page.Matches.Chunk(Batch))
            {
                if (operation.Canceled.IsCancellationRequested)
                {
                    return (operation.Request.Respond(DimseStatus.Cancel), sent);
                }

                if (!await operation.RespondAsync(pending, [.. batch.Select(m => (ReadOnlyMemory<byte>)answer.Encode(m))], cancellationToken).ConfigureAwait(false))
                {
                    return (operation.Request.Respond(DimseStatus.Cancel), sent);
                }

                sent += batch.Length;
            }

            if (!page.HasMore)
            {
                return (operation.Request.Respond(DimseStatus.Success), sent);
            }

            if (sent >= options.MaxFindMatches)
            {
                return (operation.Request.Respond(DimseStatus.OutOfResources, $"More than {options.MaxFindMatches} matches: ask for less"), sent);
            }
        }
    }

    /// <summary>Who searched by which attributes and how many matches went out; what names a person or anything of one is not repeated.</summary>
    private ValueTask NoteAsync(ServedOperation operation, CommandSet final, int matches)
    {
        Dataset identifier = DatasetReader.Read(operation.Dataset, operation.Context.Syntax).Dataset;
        IEnumerable<string> keys = identifier.Where(e => e.Value.Length > 0 && e.Tag != Tags.QueryRetrieveLevel && e.Tag != Tags.SpecificCharacterSet).Select(e => DicomDictionary.KeywordOf(e.Tag) ?? e.Tag.ToString());
        string detail = $"C-FIND {identifier.GetString(Tags.QueryRetrieveLevel)} by {string.Join(", ", keys.Take(MaxNoted))}: {matches} matches, status {final.Status:X4}H";
        return audit.PostAsync(
            new AuditEvent(AuditKind.Queried, operation.Association.PeerAe, (operation.Association.Peer as IPEndPoint)?.Address.ToString(), identifier.GetString(Tags.StudyInstanceUID) is { Length: > 0 } uid ? uid : null, detail),
            CancellationToken.None);
    }

    private static FindNegotiation Agreed(ServedOperation operation) =>
        operation.Association.Accept.User.Extended.FirstOrDefault(e => e.SopClassUid == operation.Context.AbstractSyntax) is { } agreed
            ? FindNegotiation.Read(agreed.Information.Span)
            : FindNegotiation.None;
}
