using Gantry.Dicom;
using Gantry.Network.UpperLayer;

namespace Gantry.Server.Dimse.Sending;

/// <summary>Which presentation context an instance goes in: that of its stored syntax, otherwise one that it can be converted to without loss.</summary>
internal static class ContextChoice
{
    public static AcceptedContext? Find(IReadOnlyList<AcceptedContext> contexts, string sopClassUid, string storedSyntaxUid)
    {
        AcceptedContext? best = null;
        int bestEffort = int.MaxValue;
        foreach (AcceptedContext context in contexts)
        {
            int effort = context.AbstractSyntax != sopClassUid ? int.MaxValue : context.Syntax.Uid == storedSyntaxUid ? 0 : Effort(context.Syntax);
            if (effort < bestEffort)
            {
                (best, bestEffort) = (context, effort);
            }
        }

        return best;
    }

    private static int Effort(TransferSyntax syntax) =>
        syntax.Uid == TransferSyntax.ExplicitVrLittleEndian.Uid ? 1
        : syntax.Uid == TransferSyntax.ImplicitVrLittleEndian.Uid ? 2
        : !syntax.IsKnown || syntax.IsLossy ? int.MaxValue
        : syntax.IsEncapsulated ? 4 : 3;
}
