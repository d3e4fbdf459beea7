using System.Net;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Network.UpperLayer;

namespace Gantry.Network.Services;

/// <summary>An association as the services see it, whoever asked for it: who is at the other end, what was negotiated, and operations invoked on it the other way round.</summary>
public sealed class ServedAssociation
{
    internal ServedAssociation(AssociateRequest request, AssociateAccept accept, IReadOnlyList<AcceptedContext> contexts, EndPoint? peer, bool isRequestor, InvocationTable invocations)
    {
        Request = request;
        Accept = accept;
        Contexts = contexts;
        Peer = peer;
        IsRequestor = isRequestor;
        Invocations = invocations;
    }

    /// <summary>The peer's AE title as it was sent, trimmed.</summary>
    public string PeerAe => IsRequestor ? Request.CalledAe : Request.CallingAe;

    /// <summary>The AE title that we go by on it.</summary>
    public string OwnAe => IsRequestor ? Request.CallingAe : Request.CalledAe;

    /// <summary>Whether we asked for the association.</summary>
    public bool IsRequestor { get; }

    public AssociateRequest Request { get; }

    public AssociateAccept Accept { get; }

    public IReadOnlyList<AcceptedContext> Contexts { get; }

    /// <summary>The peer's network address.</summary>
    public EndPoint? Peer { get; }

    /// <summary>Whether the peer plays the SCP's role for a SOP class (role selection, PS3.7 D.3.3.4): then we may invoke its operations.</summary>
    public bool PeerIsScp(string sopClassUid) => IsRequestor || Accept.User.Roles.Any(r => r.Scp && r.SopClassUid == sopClassUid);

    /// <summary>
    /// Invokes an operation on the peer, as C-GET's C-STORE sub-operations and N-EVENT-REPORT do; the Message ID is set here. One at a time.
    /// Null when the association ended first.
    /// </summary>
    /// <param name="context">One of <see cref="Contexts"/>.</param>
    /// <param name="request">The command; whether a data set follows is taken from <paramref name="dataset"/>.</param>
    /// <param name="dataset">In the context's transfer syntax, read from its position on a PDU at a time; null for none.</param>
    /// <param name="length">Bytes of data set that the stream holds; fewer abort the association.</param>
    /// <param name="cancellationToken">Stops waiting; the association stands when the request was sent whole.</param>
    public Task<DimseResponse?> InvokeAsync(AcceptedContext context, CommandSet request, Stream? dataset, long length, CancellationToken cancellationToken) =>
        Invocations.InvokeAsync(context, request, dataset, length, cancellationToken);

    internal InvocationTable Invocations { get; }
}
