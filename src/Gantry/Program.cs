using Gantry.Commands;

return await GantryCommand.RunAsync(args).ConfigureAwait(false);
