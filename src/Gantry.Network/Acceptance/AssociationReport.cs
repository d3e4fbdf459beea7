using Gantry.Network.Dimse;
using Gantry.Network.Pdu;

namespace Gantry.Network.Acceptance;

/// <summary>What happened on one accepted transport connection, for log and metrics.</summary>
public sealed class AssociationReport
{
    /// <summary>Null until an A-ASSOCIATE-RQ has come.</summary>
    public AssociateRequest? Request { get; internal set; }

    public AssociateReject? Reject { get; internal set; }
    public AssociationEnd End { get; internal set; }

    /// <summary>Words for the log; empty where <see cref="End"/> says all.</summary>
    public string Detail { get; internal set; } = "";

    public int AcceptedContexts { get; internal set; }
    public long Echoes => Requests(CommandField.CEchoRequest);

    /// <summary>How many requests of a kind came, C-STOREs apart.</summary>
    public long Requests(CommandField field) => requests.GetValueOrDefault(field);

    /// <summary>C-STOREs answered with success or a warning.</summary>
    public long Stored => stored;

    /// <summary>C-STOREs answered with a failure.</summary>
    public long Failed => failed;

    /// <summary>Data set bytes received.</summary>
    public long DatasetBytes { get; internal set; }

    private readonly Dictionary<CommandField, long> requests = [];
    private long stored;
    private long failed;

    internal void Count(CommandField field) => requests[field] = requests.GetValueOrDefault(field) + 1;

    internal void CountStore(bool success) => Interlocked.Increment(ref success ? ref stored : ref failed);
}
