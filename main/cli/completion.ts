import type { Command, Option } from 'commander'

export const SHELLS = ['bash', 'zsh', 'fish'] as const

/** A script that teaches a shell the words of `program`: commands, options, and the values of options that have choices. */
export function completionScript(program: Command, shell: string): string {
  return shell === 'fish' ? fish(program) : bash(program, shell === 'zsh')
}

/** For zsh too, which can run a completion that was written for bash. */
function bash(program: Command, inZsh: boolean): string {
  const commands = program.commands.map((command) => command.name())
  const cases = program.commands.flatMap((command) => [
    `    ${command.name()})`,
    '      case $before in',
    ...command.options
      .filter((option) => option.argChoices !== undefined)
      .map((option) => `        ${flags(option).join('|')}) words='${option.argChoices?.join(' ')}' ;;`),
    `        *) words='${argumentChoices(command) ?? [...command.options.flatMap(flags), '--help'].join(' ')}' ;;`,
    '      esac ;;',
  ])
  return [
    ...(inZsh ? ['autoload -U +X bashcompinit && bashcompinit'] : []),
    '_mebi() {',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's, not ours
    '  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words',
    '  if [[ $COMP_CWORD == 1 ]]; then COMPREPLY=($(compgen -W "' +
      [...commands, '--help', '--version'].join(' ') +
      '" -- "$word")); return; fi',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's, not ours
    '  case ${COMP_WORDS[1]} in',
    ...cases,
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    '}',
    'complete -o default -F _mebi mebi',
    '',
  ].join('\n')
}

function argumentChoices(command: Command): string | undefined {
  return command.registeredArguments[0]?.argChoices?.join(' ')
}

function fish(program: Command): string {
  const lines = program.commands.flatMap((command) => [
    `complete -c mebi -n __fish_use_subcommand -a ${command.name()} -d '${escaped(command.description())}'`,
    ...command.options.map((option) => fishOption(command, option)),
    ...(argumentChoices(command) === undefined
      ? []
      : [
          `complete -c mebi -f -n '__fish_seen_subcommand_from ${command.name()}' -a '${argumentChoices(command)}'`,
        ]),
  ])
  return `${lines.join('\n')}\n`
}

function fishOption(command: Command, option: Option): string {
  return [
    `complete -c mebi -n '__fish_seen_subcommand_from ${command.name()}'`,
    ...(option.short === undefined ? [] : [`-s ${option.short.slice(1)}`]),
    ...(option.long === undefined ? [] : [`-l ${option.long.slice(2)}`]),
    ...(option.required ? ['-r'] : []),
    ...(option.argChoices === undefined ? [] : [`-f -a '${option.argChoices.join(' ')}'`]),
    `-d '${escaped(option.description)}'`,
  ].join(' ')
}

function flags(option: Option): string[] {
  return [option.short, option.long].filter((flag) => flag !== undefined)
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
}
