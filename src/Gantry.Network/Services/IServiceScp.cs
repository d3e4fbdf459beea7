using Gantry.Network.Dimse;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Services;

/// <summary>
/// An SCP of a service class of PS3.4 other than Verification and Storage: what it negotiates and how it performs its operations.
/// One object serves every association; operations of several associations, and of one, run side by side.
/// </summary>
public interface IServiceScp
{
    /// <summary>Whether presentation contexts of this SOP class are accepted.</summary>
    bool Negotiates(string sopClassUid);

    /// <summary>The service class application information that answers what was proposed for one of its SOP classes (PS3.7 D.3.3.5); null for none.</summary>
    ReadOnlyMemory<byte>? AnswerExtended(string sopClassUid, ReadOnlyMemory<byte> proposed) => null;

    /// <summary>Whether the requestor may be the SCP of this SOP class, so that we invoke its operations on the association (PS3.7 D.3.3.4).</summary>
    bool MayInvoke(string sopClassUid) => false;

    /// <summary>Whether it performs this request on this presentation context: the command field and the SOP class that the command names.</summary>
    bool Performs(AcceptedContext context, CommandSet request);

    /// <summary>Performs one operation up to its final response. What it throws aborts the association.</summary>
    /// <param name="operation">The request, whole with its data set.</param>
    /// <param name="cancellationToken">The association is over: nobody awaits a response any more.</param>
    Task PerformAsync(ServedOperation operation, CancellationToken cancellationToken);
}
